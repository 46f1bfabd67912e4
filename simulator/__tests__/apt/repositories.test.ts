import { expect, test } from "@jest/globals";
import { withSimulator } from "../api.ts";

const path = "/nodes/pve/apt/repositories";
const statusOf = (data: { "standard-repos": { handle: string; status: number | null }[] }, handle: string) =>
  data["standard-repos"].find((one) => one.handle === handle)?.status;

test("a standard repository is written to its file, turned off there, and turned on when it is added again", async () => {
  await withSimulator(async (api) => {
    const { data: before } = await api.get(path);
    expect([statusOf(before, "enterprise"), statusOf(before, "no-subscription")]).toEqual([1, null]);
    expect((await api.put(path, { handle: "no-subscription", digest: before.digest })).status).toBe(200);
    const { data: added } = await api.get(path);
    const file = added.files.find((one: { path: string }) => one.path.endsWith("/proxmox.sources"));
    expect(file).toMatchObject({
      "file-type": "sources",
      repositories: [{ Components: ["pve-no-subscription"], Enabled: 1, Types: ["deb"], Suites: ["trixie"] }],
    });
    expect(file.digest).toHaveLength(32);
    await api.post(path, { path: file.path, index: 0, enabled: 0 });
    expect(statusOf((await api.get(path)).data, "no-subscription")).toBe(0);
    await api.put(path, { handle: "no-subscription" });
    expect(statusOf((await api.get(path)).data, "no-subscription")).toBe(1);
    expect(await api.put(path, { handle: "test", digest: before.digest })).toMatchObject({
      status: 500,
      reason: "detected modified configuration - file changed by other user? Try again.",
    });
  });
});

test("a place where no repository is, and a handle that is none, are refused", async () => {
  await withSimulator(async (api) => {
    expect(await api.put(path, { handle: "moon" })).toMatchObject({ reason: "unknown repository handle 'moon'" });
    expect(await api.post(path, { path: "/etc/x", index: 0 })).toMatchObject({ reason: "invalid path - /etc/x" });
    const file = "/etc/apt/sources.list.d/debian.sources";
    expect(await api.post(path, { path: file, index: 9 })).toMatchObject({ reason: "invalid index - 9" });
  });
});

test("updates are known once the lists were fetched", async () => {
  await withSimulator(async (api) => {
    expect((await api.get("/nodes/pve/apt/update")).data).toEqual([]);
    expect(await api.task("POST", "/nodes/pve/apt/update")).toBe("OK");
    expect((await api.get("/nodes/pve/apt/update")).data).toMatchObject([{ OldVersion: "9.1.0", Version: "9.1.1" }]);
    const { data } = await api.get("/nodes/pve/apt/versions");
    const manager = data.find((one: { Package: string }) => one.Package === "pve-manager");
    expect(manager.ManagerVersion).toBe((await api.get("/version")).data.version);
  });
});
