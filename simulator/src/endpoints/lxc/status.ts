/** The containers of a node, the state of one, and what there is below it. */
import { guests } from "../../guests/guest.ts";
import { isRunning, snapshotOf } from "../../guests/record.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { containerOn } from "../../lxc/container.ts";
import { interfacesOf } from "../../lxc/interfaces.ts";
import { mountsOf } from "../../lxc/mounts.ts";
import { current, listed } from "../../lxc/status.ts";
import { everyone, must, privileged } from "../../permission/rule.ts";
import { configId } from "../../schema/common.ts";
import { choice, optional } from "../../schema/schema.ts";
import { findVolume } from "../../storage/access.ts";
import { hasFeature } from "../../storage/features.ts";

const mayRead = must(privileged("/vms/{vmid}", "VM.Audit"));

export const list = endpoint({
  method: "GET",
  path: "/nodes/{node}/lxc",
  permission: everyone,
  run({ cluster, caller, parameters }) {
    return cluster.state
      .table(guests)
      .by("node", parameters.node)
      .filter((guest) => guest.kind === "lxc" && caller.can(`/vms/${guest.vmid}`, ["VM.Audit"]))
      .map((guest) => listed(cluster, guest));
  },
});

const subfolders = (names: string) => names.split(" ").map((subdir) => ({ subdir }));

export const index = endpoint({
  method: "GET",
  path: "/nodes/{node}/lxc/{vmid}",
  permission: everyone,
  run({ cluster, parameters }) {
    containerOn(cluster, parameters);
    return subfolders(
      "config pending status vncproxy termproxy vncwebsocket spiceproxy migrate clone rrd rrddata firewall snapshot resize interfaces",
    );
  },
});

export const statusIndex = endpoint({
  method: "GET",
  path: "/nodes/{node}/lxc/{vmid}/status",
  permission: everyone,
  run({ cluster, parameters }) {
    containerOn(cluster, parameters);
    return subfolders("current start stop shutdown reboot migrate");
  },
});

export const readStatus = endpoint({
  method: "GET",
  path: "/nodes/{node}/lxc/{vmid}/status/current",
  permission: mayRead,
  run: ({ cluster, parameters }) => current(cluster, containerOn(cluster, parameters)),
});

export const interfaces = endpoint({
  method: "GET",
  path: "/nodes/{node}/lxc/{vmid}/interfaces",
  permission: mayRead,
  run({ cluster, parameters }) {
    const guest = containerOn(cluster, parameters);
    return isRunning(guest) ? interfacesOf(cluster, guest) : null;
  },
});

export const feature = endpoint({
  method: "GET",
  path: "/nodes/{node}/lxc/{vmid}/feature",
  permission: mayRead,
  parameters: { feature: choice("snapshot", "clone", "copy"), snapname: optional(configId({ maxLength: 40 })) },
  run({ cluster, parameters: { feature, snapname: snapshot, ...at } }) {
    const guest = containerOn(cluster, at);
    const config = snapshot === undefined ? guest.config : snapshotOf(guest, snapshot);
    const able = mountsOf(config).every(([, mount]) => {
      const volume = findVolume(cluster, guest.node, mount.volume);
      return volume !== undefined && hasFeature(cluster, volume, feature, { snapshot, container: true });
    });
    return { hasFeature: able ? 1 : 0 };
  },
});
