import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "@jest/globals";
import { createCluster } from "../../src/cluster.ts";
import { Router } from "../../src/kernel/router.ts";
import { programs } from "../../src/programs/index.ts";
import { commands } from "../../src/ssh/commands/table.ts";
import { FileError, type HostFiles } from "../../src/ssh/files/host-files.ts";
import { memoryFiles } from "../../src/ssh/files/memory-files.ts";
import { type FolderMount, type MountedFile, type Mounts, mountedFiles } from "../../src/ssh/files/mounted-files.ts";
import { loginEnvironment } from "../../src/ssh/shell/run-command.ts";
import { Shell } from "../../src/ssh/shell/shell.ts";
import { collector, inputOf } from "../../src/ssh/shell/streams.ts";
import type { HostFacts, SshUser } from "../../src/ssh/users.ts";
import { State } from "../../src/store/state.ts";

export const host: HostFacts = { node: "pve", version: "9.1.1", repoid: "42db4a6cf33dac83", kernel: "6.17.2-1-pve" };

export const root: SshUser = { name: "root", uid: 0, home: "/root", publicKeys: [] };

/** The user that the provider's documentation proposes: sudo for the storage manager, qm and tee into a storage. */
export const terraform: SshUser = {
  name: "terraform",
  uid: 1001,
  home: "/home/terraform",
  publicKeys: [],
  sudo: ["/usr/sbin/pvesm", "/usr/sbin/qm", "/usr/bin/tee /var/lib/vz/*"],
};

/** Somebody who may log in and nothing else. */
export const guest: SshUser = { name: "guest", uid: 1002, home: "/home/guest", publicKeys: [] };

/** A folder that a storage would keep. */
export function snippets(): FolderMount & { readonly held: Map<string, MountedFile & { content: Buffer }> } {
  const held = new Map<string, MountedFile & { content: Buffer }>();
  const there = (name: string) => {
    const file = held.get(name);
    if (!file) throw new FileError("ENOENT", name);
    return file;
  };
  return {
    held,
    list: () => [...held.values()],
    stat: (name) => held.get(name),
    read: async (name) => there(name).content,
    async write(name, content) {
      held.set(name, { ...held.get(name), name, content, size: content.length, modified: new Date() });
    },
    async remove(name) {
      held.delete(there(name).name);
    },
    async chmod(name, mode) {
      held.set(name, { ...there(name), mode });
    },
  };
}

/** The tree of a node with the usual directories, and storages mounted. */
export function nodeFiles(mounts: Mounts = new Map()): HostFiles {
  const own = memoryFiles([
    { path: "/root", directory: true, mode: 0o700 },
    { path: "/tmp", directory: true, mode: 0o1777 },
    { path: "/home/terraform", directory: true, uid: 1001 },
    { path: "/home/guest", directory: true, uid: 1002 },
    { path: "/etc/hostname", content: "pve\n" },
    { path: "/var/lib/vz", directory: true },
  ]);
  return mountedFiles(own, () => mounts);
}

/** A node of a cluster that is empty. */
const bytesFolder = mkdtempSync(join(tmpdir(), "ssh-node-"));
afterAll(() => rmSync(bytesFolder, { recursive: true, force: true }));
const cluster = createCluster(new State(), { bytesFolder });
const everyCommand = [...programs(cluster, new Router([]), "pve"), ...commands];

/** Runs a script as sshd would and gives all that came of it. */
export async function run(script: string, { user = root, files = nodeFiles(), stdin = "" } = {}) {
  const notSimulated: string[] = [];
  const [out, err] = [collector(), collector()];
  const system = {
    host,
    users: [root, terraform, guest],
    files,
    commands: everyCommand,
    notSimulated: (what: string) => notSimulated.push(what),
  };
  const streams = { input: inputOf(Buffer.from(stdin)), output: out.output, errors: err.output };
  const place = { system, user, directory: user.home, environment: loginEnvironment(user), streams };
  const status = await new Shell(place, []).run(script);
  return { status, out: out.content().toString(), err: err.content().toString(), notSimulated };
}
