import { expect, test } from "@jest/globals";
import { withSimulator } from "../api.ts";
import { lab } from "../worlds.ts";

test("an offered template comes to a storage once, with its size", async () => {
  await withSimulator(
    async (api) => {
      const offered = (await api.get("/nodes/pve/aplinfo")).data;
      expect(offered).toContainEqual(
        expect.objectContaining({ package: "debian-13-standard", os: "debian-13", type: "lxc", section: "system" }),
      );
      const template = "debian-13-standard_13.1-2_amd64.tar.zst";
      for (const _ of ["first", "again"]) {
        expect(await api.task("POST", "/nodes/pve/aplinfo", { storage: "local", template })).toBe("OK");
      }
      expect((await api.get("/nodes/pve/storage/local/content?content=vztmpl")).data).toMatchObject([
        { volid: `local:vztmpl/${template}`, format: "tzst", size: 124 * 1024 ** 2 },
      ]);
      expect((await api.post("/nodes/pve/aplinfo", { storage: "local", template: "none" })).errors).toEqual({
        template: "no such template",
      });
      expect((await api.post("/nodes/pve/aplinfo", { storage: "tank", template })).reason).toBe(
        "storage 'tank' does not support templates",
      );
    },
    { world: lab },
  );
});
