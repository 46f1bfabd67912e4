/** What there is below a machine. */
import { endpoint } from "../../kernel/endpoint.ts";
import { everyone } from "../../permission/rule.ts";
import { machineOn } from "../../qemu/machine.ts";

const subfolders = (names: string) => names.split(" ").map((subdir) => ({ subdir }));

export const index = endpoint({
  method: "GET",
  path: "/nodes/{node}/qemu/{vmid}",
  permission: everyone,
  run({ cluster, parameters }) {
    machineOn(cluster, parameters);
    return subfolders(
      "config cloudinit pending status unlink vncproxy termproxy migrate resize move rrd rrddata monitor agent snapshot spiceproxy sendkey firewall",
    );
  },
});

export const statusIndex = endpoint({
  method: "GET",
  path: "/nodes/{node}/qemu/{vmid}/status",
  permission: everyone,
  run({ cluster, parameters }) {
    machineOn(cluster, parameters);
    return subfolders("current start stop reset shutdown suspend reboot");
  },
});
