import { expect, test } from "@jest/globals";
import { type Api, withSimulator } from "../api.ts";

const options = (vmid: number, kind = "qemu") => `/nodes/pve/${kind}/${vmid}/firewall/options`;

async function protect(api: Api, vmid: number, kind = "qemu"): Promise<void> {
  await api.put(options(vmid, kind), { enable: 1, policy_in: "DROP" });
  await api.post(`/nodes/pve/${kind}/${vmid}/firewall/rules`, {
    type: "in",
    action: "ACCEPT",
    macro: "SSH",
    enable: 1,
  });
}

test("a clone takes the firewall along, and what is destroyed leaves none behind", async () => {
  await withSimulator(async (api) => {
    await protect(api, 9000);
    await api.task("POST", "/nodes/pve/qemu/9000/clone", { newid: 101 });
    expect((await api.get(options(101))).data).toMatchObject({ enable: 1, policy_in: "DROP" });
    expect((await api.get("/nodes/pve/qemu/101/firewall/rules")).data).toMatchObject([{ macro: "SSH" }]);
    await api.put(options(101), { enable: 0 });
    expect((await api.get(options(9000))).data).toMatchObject({ enable: 1 });
    await api.task("DELETE", "/nodes/pve/qemu/101");
    expect((await api.get(options(101))).data).toEqual({ digest: expect.any(String) });
  });
});

test("a backup holds the firewall, and a restored machine has it", async () => {
  await withSimulator(async (api) => {
    await api.task("POST", "/nodes/pve/qemu/9000/clone", { newid: 102 });
    await protect(api, 102);
    await api.task("POST", "/nodes/pve/vzdump", { vmid: 102, storage: "local" });
    const [{ volid }] = (await api.get("/nodes/pve/storage/local/content?content=backup")).data;
    await api.task("POST", "/nodes/pve/qemu", { vmid: 103, archive: volid });
    expect((await api.get(options(103))).data).toMatchObject({ enable: 1, policy_in: "DROP" });
    await api.put(options(102), { delete: "enable,policy_in" });
    await api.delete("/nodes/pve/qemu/102/firewall/rules/0");
    await api.task("POST", "/nodes/pve/qemu", { vmid: 102, archive: volid, force: 1 });
    expect((await api.get("/nodes/pve/qemu/102/firewall/rules")).data).toMatchObject([{ macro: "SSH" }]);
  });
});

test("options are told as they were given, and none but those there are", async () => {
  await withSimulator(async (api) => {
    await api.put("/nodes/pve/firewall/options", { enable: 0, nf_conntrack_max: 65536, log_level_in: "info" });
    expect((await api.get("/nodes/pve/firewall/options")).data).toEqual({
      enable: 0,
      nf_conntrack_max: 65536,
      log_level_in: "info",
      digest: expect.any(String),
    });
    expect(await api.put("/nodes/pve/firewall/options", { delete: "colour" })).toMatchObject({
      status: 400,
      errors: { delete: "no such option 'colour'" },
    });
    expect(await api.put("/nodes/pve/firewall/options", { nf_conntrack_helpers: "ftp,smoke" })).toMatchObject({
      errors: { nf_conntrack_helpers: "invalid format - unknown helper smoke\n" },
    });
    await api.put("/cluster/firewall/options", { log_ratelimit: "enable=1,rate=5/second,burst=10", ebtables: 0 });
    expect((await api.get("/cluster/firewall/options")).data).toMatchObject({
      log_ratelimit: "enable=1,rate=5/second,burst=10",
      ebtables: 0,
    });
  });
});

test("a firewall that says nothing has no file", async () => {
  await withSimulator(async (api) => {
    await api.put(options(9000), { dhcp: 1 });
    await api.put(options(9000), { delete: "dhcp" });
    expect((await api.get(options(9000))).data).toEqual({ digest: expect.any(String) });
    expect((await api.get("/nodes/pve/qemu/9000/firewall/log")).data).toEqual([{ n: 1, t: "no content" }]);
    expect((await api.get("/nodes/pve/firewall/log")).data).toMatchObject([{ n: 1 }]);
  });
});
