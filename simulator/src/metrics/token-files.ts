/**
 * /etc/pve/priv/metricserver of a node: the tokens of metric servers, one file each, as root finds them there.
 * Source: PVE::Status::InfluxDB, cred_file_name.
 */
import type { Cluster } from "../cluster.ts";
import type { FolderMount, MountedFile } from "../ssh/files/mounted-files.ts";
import { metricServers } from "./server.ts";

const fault = (code: string, name: string): Error => Object.assign(new Error(`${name}: ${code}`), { code });

/** Where the cluster keeps them; every node has the folder. */
export const tokenFolder = "/etc/pve/priv/metricserver";

/** The tokens as files that can be read; they change through the API. */
export function tokenFiles(cluster: Cluster): FolderMount {
  const tokens = (): ReadonlyMap<string, string> =>
    new Map(
      [...cluster.state.table(metricServers).all()].flatMap(({ id, settings: { token } }) =>
        token === undefined ? [] : [[`${id}.pw`, String(token)]],
      ),
    );
  const shown = (name: string, token: string): MountedFile => ({
    name,
    size: Buffer.byteLength(token),
    modified: new Date(cluster.clock.now()),
    mode: 0o600,
  });
  const refuse = async (name: string): Promise<void> => {
    throw fault("EPERM", name);
  };
  return {
    list: () => [...tokens()].map(([name, token]) => shown(name, token)),
    stat(name) {
      const token = tokens().get(name);
      return token === undefined ? undefined : shown(name, token);
    },
    async read(name) {
      const token = tokens().get(name);
      if (token === undefined) throw fault("ENOENT", name);
      return Buffer.from(token);
    },
    write: refuse,
    remove: refuse,
    chmod: refuse,
  };
}
