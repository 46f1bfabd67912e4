import { expect, test } from "@jest/globals";
import { loggedIn } from "../access/login.ts";
import { withSimulator } from "../api.ts";
import { lab } from "../worlds.ts";

const machine = "/nodes/pve/qemu/500";

test("a machine tells where it may go, and which disks and devices stand in the way", () =>
  withSimulator(
    async (_, simulator) => {
      const api = await loggedIn(simulator);
      const before = (await api.get(`${machine}/migrate`)).data;
      expect(before).toMatchObject({
        running: 0,
        allowed_nodes: ["pve2"],
        not_allowed_nodes: {},
        local_disks: [{ volid: "local-lvm:vm-500-disk-0", size: 8 * 1024 ** 3, cdrom: 0, is_unused: 0 }],
        local_resources: [],
      });
      await api.put(`${machine}/config`, { scsi1: "tank:1", serial0: "/dev/ttyS0", usb0: "host=spice" });
      await api.task("POST", `${machine}/status/start`);
      const after = (await api.get(`${machine}/migrate?target=pve2`)).data;
      expect(after).toMatchObject({
        running: 1,
        allowed_nodes: [],
        not_allowed_nodes: { pve2: { unavailable_storages: ["tank"] } },
        local_resources: ["serial0"],
        "mapped-resources": [],
      });
      expect(after.local_disks).toHaveLength(2);
      api.close();
    },
    { world: lab },
  ));
