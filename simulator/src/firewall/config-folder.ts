/** The folders below /etc/pve in which firewalls are kept, as a shell sees them; what a hand writes there counts at once. */
import type { Cluster } from "../cluster.ts";
import type { FolderMount, MountedFile } from "../ssh/files/mounted-files.ts";
import { firewallFiles } from "./files.ts";

const fault = (code: string, name: string): Error => Object.assign(new Error(`${name}: ${code}`), { code });

/** @param folder such as /etc/pve/firewall */
export function firewallFolder(cluster: Cluster, folder: string): FolderMount {
  const table = () => cluster.state.table(firewallFiles);
  const pathOf = (name: string) => `${folder}/${name}`;
  const shown = (name: string, text: string): MountedFile => ({
    name,
    size: Buffer.byteLength(text),
    modified: new Date(cluster.clock.now()),
    mode: 0o640,
  });
  const demandKept = (name: string) => {
    if (!name.endsWith(".fw")) throw fault("EACCES", name);
  };
  return {
    list: () =>
      [...table().entries()]
        .filter(([path]) => path.startsWith(`${folder}/`))
        .map(([path, { text }]) => shown(path.slice(folder.length + 1), text)),
    stat(name) {
      const text = table().get(pathOf(name))?.text;
      return text === undefined ? undefined : shown(name, text);
    },
    async read(name) {
      const text = table().get(pathOf(name))?.text;
      if (text === undefined) throw fault("ENOENT", name);
      return Buffer.from(text);
    },
    async write(name, content) {
      demandKept(name);
      cluster.state.change(() => table().put(pathOf(name), { text: content.toString() }));
    },
    async remove(name) {
      cluster.state.change(() => table().remove(pathOf(name)));
    },
    async chmod(name) {
      throw fault("EPERM", name);
    },
  };
}
