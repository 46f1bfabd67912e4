import { exitCodes, StrataError } from "../../../model/exit.ts";
import type { Lab, Node } from "../../../model/lab.ts";
import type { Aim } from "../../target/aim.ts";
import { type Login, logIn, mustRun, onNode, type SshWay, wayTo } from "../../target/ssh.ts";
import { diskOptions, type Hands } from "./hands.ts";
import { landingFolder, landingPath, sendDisk } from "./send-disk.ts";

/** A node that is entered as root: `qm` takes nobody else. */
export interface TemplateNode {
  readonly name: string;
  /** How SFTP comes there. */
  readonly way: SshWay;
  /** Runs a command that must succeed; Ctrl-C does not cut it. @returns what it printed @throws StrataError 5 */
  run(words: readonly string[]): Promise<string>;
  /** What a command printed, or undefined where it failed. */
  ask(words: readonly string[]): Promise<string | undefined>;
}

/** Copying a disk into a storage, or hashing one, takes minutes for each ten gigabytes. */
const patience = 6 * 60 * 60_000;

/**
 * Hands that log in to the node and use its programs.
 *
 * @param batch file that sftp reads its commands from, on this machine
 * @throws StrataError 3 where the site names no key of root's, 4 where the node does not take it
 */
export async function handsBySsh(aim: Aim, lab: Lab, node: Node, batch: string): Promise<Hands> {
  const there = await enter(aim, lab, node);
  const qm = (...words: string[]) => there.run(["qm", ...words]);
  return {
    create: async (id, options) => void (await qm("create", String(id), ...asWords(options))),
    destroy: async (id) => void (await qm("destroy", String(id), "--purge", "1")),
    async send(artifact) {
      const path = landingPath(landingFolder(lab.storages, node), artifact);
      await sendDisk(there, artifact, path, batch);
      return path;
    },
    async importDisk(id, landed, storage) {
      await qm("disk", "import", String(id), landed, storage, "--target-disk", "scsi0");
      const volume = /^scsi0: ([^,\s]+)/m.exec(await qm("config", String(id)))?.[1];
      if (volume === undefined)
        throw new StrataError(exitCodes.stepFailed, `${node.name}: ${id} has no disk after its import`);
      await qm("set", String(id), "--scsi0", `${volume},${diskOptions}`, "--boot", "order=scsi0");
    },
    toTemplate: async (id) => void (await qm("template", String(id))),
    rename: async (id, name, description) =>
      void (await qm("set", String(id), "--name", name, "--description", description)),
    discard: async (landed) => void (await there.run(["rm", "-f", landed])),
  };
}

/** Logs in once. */
async function enter(aim: Aim, { site }: Lab, node: Node): Promise<TemplateNode> {
  if (!site.root && aim.kind === "site")
    throw new StrataError(
      exitCodes.refused,
      `over SSH a template is made by root on ${node.name}; name root's key in access.root of personas/${site.name}/site.yaml, or say --via api`,
    );
  const login: Login = { user: "root", key: site.root?.key ?? "" };
  await logIn(aim, node, login);
  const manner = { timeout: patience, detached: true };
  return {
    name: node.name,
    way: wayTo(aim, node, login),
    run: async (words) => (await mustRun(aim, node, login, words, [], manner)).stdout,
    async ask(words) {
      const { code, stdout } = await onNode(aim, node, login, words, manner);
      return code === 0 ? stdout : undefined;
    },
  };
}

/** Options as words of a command line. */
function asWords(options: Readonly<Record<string, string>>): string[] {
  return Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
}
