/** The nodes as a shell sees them: accounts, files and programs over SSH. */
import { accounts } from "./access/slices.ts";
import { isPassword } from "./access/users.ts";
import type { Cluster } from "./cluster.ts";
import { pveVersion } from "./endpoints/version.ts";
import { firewallFolder } from "./firewall/config-folder.ts";
import { deviceNodes, nodeFiles } from "./hardware/devices.ts";
import type { Router } from "./kernel/router.ts";
import { containerConfigs } from "./lxc/config-folder.ts";
import { tokenFiles, tokenFolder } from "./metrics/token-files.ts";
import { type Node, nodes } from "./nodes/node.ts";
import { programs } from "./programs/index.ts";
import { datasetsOf, mountpointOf } from "./programs/zfs/datasets.ts";
import type { SshEvent } from "./ssh/event.ts";
import { memoryFiles } from "./ssh/files/memory-files.ts";
import { type Mounts, mountedFiles } from "./ssh/files/mounted-files.ts";
import { type SshKeys, sshKeys } from "./ssh/keys.ts";
import { type SshServer, startSshServer } from "./ssh/server.ts";
import type { SshUser } from "./ssh/users.ts";
import { contentFolders } from "./storage/folders.ts";

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
  /** The API, which the nodes' programs call. */
  readonly router: Router;
}

const HOST = "127.0.0.1";

/** Starts an SSH server for each node of the cluster; what they do is told in the cluster's journal. */
export async function startSsh(
  cluster: Cluster,
  { port, folder, router }: SshSideOptions,
): Promise<{ readonly access: SshAccess; close(): Promise<void> }> {
  const keys = sshKeys(folder);
  const hosts = [...cluster.state.table(nodes).all()];
  const servers: SshServer[] = [];
  const close = async () => void (await Promise.all(servers.map((server) => server.close())));
  try {
    for (const [index, node] of hosts.entries()) {
      servers.push(await startNode(cluster, router, node, port === 0 ? 0 : port + index, keys));
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

function startNode(cluster: Cluster, router: Router, node: Node, port: number, keys: SshKeys): Promise<SshServer> {
  const users = () => usersOf(cluster, keys);
  const own = memoryFiles([
    { path: "/root", directory: true, mode: 0o700 },
    { path: "/tmp", directory: true, mode: 0o1777 },
    { path: "/etc/cron.d", directory: true },
    { path: "/etc/hostname", content: `${node.name}\n` },
    ...cluster.state.table(nodeFiles).by("node", node.name),
    ...[...cluster.state.table(deviceNodes).by("node", node.name)].map(({ path }) => ({
      path,
      content: "",
      mode: 0o666,
    })),
    ...datasetsOf(cluster, node.name).map((dataset) => ({ path: mountpointOf(dataset), directory: true }) as const),
    ...users()
      .filter(({ uid }) => uid !== 0)
      .map(({ home, uid }) => ({ path: home, directory: true, mode: 0o755, uid }) as const),
  ]);
  return startSshServer({
    port,
    keys,
    host: { node: node.name, version: pveVersion.version, repoid: pveVersion.repoid, kernel: node.kernel },
    users,
    files: mountedFiles(own, mountsOf(cluster, node.name)),
    commands: programs(cluster, router, node.name),
    refuses() {
      if (cluster.state.table(nodes).get(node.name)?.online === false) return "connection";
      return cluster.faults.ssh({ on: "ssh", method: "SSH", path: `/${node.name}`, user: () => undefined });
    },
    record: ({ kind, ...event }: SshEvent) => cluster.journal.note({ ssh: kind, ...event }),
  });
}

/** The folders of the node's storages, which come and go, and what of /etc/pve is asked for as files. */
function mountsOf(cluster: Cluster, node: string): () => Mounts {
  const configs = containerConfigs(cluster, node);
  const own = [
    ["/etc/pve/lxc", configs],
    [`/etc/pve/nodes/${node}/lxc`, configs],
    [tokenFolder, tokenFiles(cluster)],
    ...["/etc/pve/firewall", "/etc/pve/sdn/firewall", `/etc/pve/nodes/${node}`].map(
      (folder) => [folder, firewallFolder(cluster, folder)] as const,
    ),
  ] as const;
  let folders: Mounts | undefined;
  let mounts: Mounts = new Map();
  return () => {
    const now = contentFolders(cluster, node);
    if (now !== folders) mounts = new Map([...now, ...own]);
    folders = now;
    return mounts;
  };
}

/** The first number that Debian gives to a person's account. */
const firstUid = 1000;

/** root and the accounts of realm pam, in the order in which they came. */
function usersOf(cluster: Cluster, keys: SshKeys): SshUser[] {
  const known = [...cluster.state.table(accounts).all()].filter(({ userid }) => userid.endsWith("@pam"));
  const others = known.filter(({ userid }) => userid !== "root@pam");
  return known.map(({ userid, publicKeys = [], sudo }) => {
    const name = userid.slice(0, -"@pam".length);
    const isRoot = name === "root";
    return {
      name,
      uid: isRoot ? 0 : firstUid + others.findIndex((other) => other.userid === userid),
      home: isRoot ? "/root" : `/home/${name}`,
      publicKeys: isRoot ? [keys.clientPublicKey, ...publicKeys] : publicKeys,
      checksPassword: (password) => password !== "" && isPassword(cluster, userid, password),
      ...(sudo && { sudo }),
    };
  });
}
