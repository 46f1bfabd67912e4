/** /etc/pve/lxc of a node: the configurations of its containers as files, which can be read and written. */
import type { Cluster } from "../cluster.ts";
import { type Guest, guests } from "../guests/guest.ts";
import type { FolderMount, MountedFile } from "../ssh/files/mounted-files.ts";
import { parseConfigFile, printConfigFile } from "./config-file.ts";

const fault = (code: string, name: string): Error => Object.assign(new Error(`${name}: ${code}`), { code });

export function containerConfigs(cluster: Cluster, node: string): FolderMount {
  const find = (name: string): Guest | undefined => {
    const vmid = /^(\d+)\.conf$/.exec(name)?.[1];
    const guest = vmid === undefined ? undefined : cluster.state.table(guests).get(vmid);
    return guest?.kind === "lxc" && guest.node === node ? guest : undefined;
  };
  const named = (name: string): Guest => {
    const guest = find(name);
    if (!guest) throw fault("ENOENT", name);
    return guest;
  };
  const shown = (guest: Guest): MountedFile => ({
    name: `${guest.vmid}.conf`,
    size: Buffer.byteLength(printConfigFile(guest)),
    modified: new Date(cluster.clock.now()),
    mode: 0o640,
  });
  return {
    list: () =>
      cluster.state
        .table(guests)
        .by("node", node)
        .filter(({ kind }) => kind === "lxc")
        .map(shown),
    stat: (name) => {
      const guest = find(name);
      return guest && shown(guest);
    },
    read: async (name) => Buffer.from(printConfigFile(named(name))),
    async write(name, content) {
      // What a hand wrote wrongly Proxmox keeps and stumbles over later; here it does not get in.
      const { snapshots: _, ...guest } = named(name);
      const file = readAs(name, content.toString());
      cluster.state.change(() => cluster.state.table(guests).put(guest.vmid, { ...guest, ...file }));
    },
    async remove(name) {
      throw fault("EPERM", name);
    },
    async chmod(name) {
      throw fault("EPERM", name);
    },
  };
}

function readAs(name: string, text: string) {
  try {
    return parseConfigFile(text);
  } catch {
    throw fault("EINVAL", name);
  }
}
