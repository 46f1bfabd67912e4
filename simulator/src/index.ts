/** A Proxmox VE in this process: start it, aim a client at it, close it. */
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accounts, tokens } from "./access/slices.ts";
import { rememberOwn } from "./certificates/certificate.ts";
import { type Cluster, createCluster, datacenter } from "./cluster.ts";
import { endpoints } from "./endpoints/index.ts";
import { adminPath } from "./faults/admin.ts";
import type { FaultSpec } from "./faults/classes/index.ts";
import { changeCertificate } from "./http/certificate.ts";
import { portOf, serve } from "./http/server.ts";
import { volumesPath } from "./http/volumes.ts";
import type { Journal } from "./kernel/journal.ts";
import { Router } from "./kernel/router.ts";
import { nodes } from "./nodes/node.ts";
import { serverIdentity } from "./pki/identity.ts";
import { recover } from "./recover.ts";
import { type SshAccess, startSsh } from "./ssh-side.ts";
import { contentOfVolume, type VolumeContent } from "./storage/content.ts";
import { Disk } from "./store/disk.ts";
import { State } from "./store/state.ts";
import { checkWorld } from "./world/check.ts";
import { plant } from "./world/plant.ts";
import { rootToken } from "./world/plant-access.ts";
import { defaultWorld, type World } from "./world/world.ts";

export type { FaultSpec } from "./faults/classes/index.ts";
export { type IsoContent, isoImage } from "./iso9660/image.ts";
export type { JournalLine, RequestLine } from "./kernel/journal.ts";
export type { VolumeContent } from "./storage/content.ts";
export { defaultWorld, type World, type WorldGuest, type WorldNode, type WorldStorage } from "./world/world.ts";

export interface SimulatorOptions {
  /** Port of the API on 127.0.0.1. Default 0: a free one. */
  readonly port?: number;
  /** Port of the first node's SSH server; the next ones follow. Default 0: free ones. */
  readonly sshPort?: number;
  /** Folder that keeps the state from one run to the next. Default: in memory. */
  readonly state?: string;
  /** File to which each request is appended as one line of JSON. Default: in memory. */
  readonly journal?: string;
  /** What stands in the cluster when the state is empty. Default: `defaultWorld`. */
  readonly world?: World;
  /** Real seconds that a simulated second of a task takes: 1 as on a host, 0.1 ten times faster, 0 at once. Default 1. */
  readonly timeScale?: number;
  /** Same seed, same calls: same ids and same journal. Default: every run differs. */
  readonly seed?: string;
  /** What goes wrong from the start: objects, or lines such as `latency,milliseconds=500,request=GET /nodes/**`. */
  readonly faults?: readonly (FaultSpec | string)[];
  /** Password of root@pam on an empty state. Default: a random one. */
  readonly password?: string;
}

export interface Simulator {
  /** `https://127.0.0.1:41873`, as a provider wants it. */
  readonly endpoint: string;
  /** Of the API itself: `https://127.0.0.1:41873/api2/json`. */
  readonly url: string;
  /** `root@pam!simulator=…` */
  readonly apiToken: string;
  readonly username: string;
  readonly password: string;
  /** Certificate of the authority that signed the server's. */
  readonly caFile: string;
  /** SHA-256 of the server's certificate, `AA:BB:…`. */
  readonly fingerprint: string;
  /** How to log in to the nodes. */
  readonly ssh: SshAccess;
  readonly journal: Journal;
  /**
   * Where faults are armed, listed and removed while it runs (faults/admin.ts), and where it is told what is on the volumes
   * (http/volumes.ts); the secret is a bearer token.
   */
  readonly admin: { readonly url: string; readonly volumes: string; readonly secret: string };
  /** Makes something go wrong; see faults/classes. @returns what puts it right again @throws FaultError */
  fault(fault: FaultSpec | string): () => void;
  /** What is on a volume, such as `local-lvm:vm-210-disk-0`; undefined where there is none of that name. */
  content(node: string, volid: string): VolumeContent | undefined;
  /** The cluster behind it, for what a test wants to look at. */
  readonly cluster: Cluster;
  /** Ends all servers and keeps the state. May be called twice. */
  close(): Promise<void>;
}

/**
 * Starts a simulator on 127.0.0.1.
 * @throws StateError or WorldError (one line, `exitCode` 1), or the system's error with `code` when the port is taken
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const world = checkWorld(options.world ?? defaultWorld);
  const state = new State();
  const disk = options.state === undefined ? undefined : Disk.open(options.state, state);
  const folder = options.state ?? mkdtempSync(join(tmpdir(), "proxmox-simulator-"));
  const undo: (() => unknown)[] = [() => disk?.close()];
  if (!disk) undo.push(() => rmSync(folder, { recursive: true, force: true }));
  try {
    const cluster = createCluster(state, { ...options, bytesFolder: join(folder, "bytes") });
    undo.push(
      () => cluster.journal.close(),
      () => cluster.clock.close(),
      () => cluster.tasks.close(),
    );
    if (state.table(datacenter).size === 0) plant(cluster, world, options.password);
    else recover(cluster);
    const uploadFolder = join(folder, "uploads");
    mkdirSync(uploadFolder, { recursive: true, mode: 0o700 });
    const hosts = [...state.table(nodes).all()];
    const names = hosts.flatMap((node) => [node.name, node.address]);
    const identity = serverIdentity({ folder: join(folder, "keys"), names });
    rememberOwn(cluster, identity);
    const router = new Router(endpoints);
    const secret = randomBytes(16).toString("hex");
    const server = await serve(cluster, router, {
      port: options.port ?? 0,
      secret,
      certificate: identity.certificate,
      privateKey: identity.privateKey,
      uploadFolder,
    });
    undo.push(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    cluster.faults.equip({
      changeCertificate: () => changeCertificate(server, identity, join(folder, "keys", "other")),
    });
    const ssh = await startSsh(cluster, {
      port: options.sshPort ?? 0,
      folder: join(folder, "keys"),
      router,
    });
    undo.push(() => ssh.close());
    undo.push(() => cluster.faults.clear());
    for (const fault of options.faults ?? []) cluster.faults.add(fault);
    const endpoint = `https://127.0.0.1:${portOf(server)}`;
    return {
      endpoint,
      url: `${endpoint}/api2/json`,
      apiToken: `${rootToken}=${state.table(tokens).get(rootToken)?.secret ?? ""}`,
      username: "root@pam",
      password: state.table(accounts).get("root@pam")?.password ?? "",
      caFile: identity.caFile,
      fingerprint: identity.fingerprint,
      ssh: ssh.access,
      journal: cluster.journal,
      admin: { url: `${endpoint}${adminPath}`, volumes: `${endpoint}${volumesPath}`, secret },
      fault(fault) {
        const id = cluster.faults.add(fault);
        return () => void cluster.faults.remove(id);
      },
      content: (node, volid) => contentOfVolume(cluster, node, volid),
      cluster,
      close: () => unwind(undo),
    };
  } catch (error) {
    await unwind(undo);
    throw error;
  }
}

/** Undoes what was started, last first, once. */
async function unwind(undo: (() => unknown)[]): Promise<void> {
  for (let step = undo.pop(); step; step = undo.pop()) await step();
}
