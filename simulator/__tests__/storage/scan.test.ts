import { expect, test } from "@jest/globals";
import { withSimulator } from "../api.ts";
import { lab } from "../worlds.ts";

test("a node tells its volume groups, thin pools and ZFS pools, and what a known server exports", () =>
  withSimulator(
    async (api) => {
      const scan = async (what: string) => (await api.get(`/nodes/pve/scan/${what}`)).data;
      expect(await scan("lvm")).toEqual([{ vg: "pve" }]);
      expect(await scan("lvmthin?vg=pve")).toEqual([{ lv: "data" }]);
      expect(await scan("lvmthin?vg=other")).toEqual([]);
      expect(await scan("zfs")).toEqual([{ pool: "tank" }]);
      expect((await api.get("/nodes/pve2/scan/zfs")).data).toEqual([]);
      expect(await scan("nfs?server=192.168.1.2")).toEqual([{ path: "/share", options: "*" }]);
      expect((await api.get("/nodes/pve/scan/nfs?server=192.168.1.9")).reason).toMatch(
        /showmount .* failed: exit code 1$/,
      );
      expect((await api.get("/nodes/pve/scan/cifs?server=192.168.1.9")).status).toBe(500);
      expect((await api.get("/nodes/pve/scan")).data).toContainEqual({ method: "pbs" });
    },
    { world: lab },
  ));
