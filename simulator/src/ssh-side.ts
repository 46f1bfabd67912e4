import { accounts } from "./access/slices.ts";
import type { Cluster } from "./cluster.ts";
import { pveVersion } from "./endpoints/version.ts";
import { type Node, nodes } from "./nodes/node.ts";
import type { SshEvent } from "./ssh/event.ts";
import { memoryFiles } from "./ssh/files/memory-files.ts";
import { type Mounts, mountedFiles } from "./ssh/files/mounted-files.ts";
import { type SshKeys, sshKeys } from "./ssh/keys.ts";
import { type SshServer, startSshServer } from "./ssh/server.ts";
import type { SshUser } from "./ssh/users.ts";

/** How to log in to the nodes: as root, by the key in the file or by root's password. */
export interface SshAccess {
  readonly host: string;
  /** Port of the first node. */
  readonly port: number;
  readonly username: string;
  readonly privateKeyFile: string;
  /** SHA-256 of the host key that all nodes show: SHA256:… */
  readonly hostFingerprint: string;
  /** Each node has a port of its own. */
  readonly nodes: readonly { readonly name: string; readonly host: string; readonly port: number }[];
}

export interface SshSideOptions {
  /** Port of the first node, the next nodes follow; 0 takes free ones. */
  readonly port: number;
  /** Where host and client keys are kept. */
  readonly folder: string;
  /** Folders of a node that its storages keep, by absolute path. */
  readonly folders: (node: string) => Mounts;
}

const HOST = "127.0.0.1";

/** Kernel that Proxmox VE 9.1 boots. */
const KERNEL = "6.17.4-2-pve";

/** Starts an SSH server for each node of the cluster; what they do is told in the cluster's journal. */
export async function startSsh(
  cluster: Cluster,
  { port, folder, folders }: SshSideOptions,
): Promise<{ readonly access: SshAccess; close(): Promise<void> }> {
  const keys = sshKeys(folder);
  const hosts = [...cluster.state.table(nodes).all()];
  const servers: SshServer[] = [];
  const close = async () => void (await Promise.all(servers.map((server) => server.close())));
  try {
    for (const [index, node] of hosts.entries()) {
      servers.push(await startNode(cluster, node, port === 0 ? 0 : port + index, keys, folders));
    }
  } catch (error) {
    await close();
    throw error;
  }
  const reached = hosts.map(({ name }, index) => ({ name, host: HOST, port: servers[index]?.port ?? 0 }));
  const access: SshAccess = {
    host: HOST,
    port: servers[0]?.port ?? 0,
    username: "root",
    privateKeyFile: keys.clientPrivateKeyFile,
    hostFingerprint: keys.hostFingerprint,
    nodes: reached,
  };
  return { access, close };
}

function startNode(
  cluster: Cluster,
  node: Node,
  port: number,
  keys: SshKeys,
  folders: SshSideOptions["folders"],
): Promise<SshServer> {
  const own = memoryFiles([
    { path: "/root", directory: true, mode: 0o700 },
    { path: "/tmp", directory: true, mode: 0o1777 },
    { path: "/etc/hostname", content: `${node.name}\n` },
  ]);
  return startSshServer({
    port,
    keys,
    host: { node: node.name, version: pveVersion.version, repoid: pveVersion.repoid, kernel: KERNEL },
    users: () => [root(cluster, keys)],
    files: mountedFiles(own, () => folders(node.name)),
    commands: [],
    record: ({ kind, ...event }: SshEvent) => cluster.journal.note({ ssh: kind, ...event }),
  });
}

/** root of the node has the password of root@pam, as the realm pam has it. */
function root(cluster: Cluster, keys: SshKeys): SshUser {
  return {
    name: "root",
    uid: 0,
    home: "/root",
    publicKeys: [keys.clientPublicKey],
    checksPassword: (password) =>
      password !== "" && password === cluster.state.table(accounts).get("root@pam")?.password,
  };
}
