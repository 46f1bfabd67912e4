import { homedir } from "node:os";
import { execa } from "execa";
import { exitCodes, StrataError } from "../../model/exit.ts";
import type { Node } from "../../model/lab.ts";
import type { Aim } from "./aim.ts";

/** Who logs in to a node. */
export interface Login {
  readonly user: string;
  /** Path of the private key on this machine; `~/` is the home. */
  readonly key: string;
}

/** How a command on a node ended. */
export interface Ran {
  /** Undefined where there is no `ssh` on PATH. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a command is run. */
export interface Manner {
  /** Milliseconds it may take. Default: two minutes. */
  readonly timeout?: number;
  /** It goes on when Ctrl-C is pressed, because whoever runs it has to see its end. Default: it ends with us. */
  readonly detached?: boolean;
}

/** Where OpenSSH's programs find a node, as their arguments say it. */
export interface SshWay {
  readonly options: readonly string[];
  readonly port: string;
  /** `root@192.168.88.10` */
  readonly at: string;
}

/**
 * The way to a node, without anybody to ask. An unknown host key is not taken and nothing is written to known_hosts; an
 * embedded Proxmox is on this machine and let in by its own key.
 */
export function wayTo({ ready }: Aim, node: Node, login: Login): SshWay {
  const embedded = ready?.ssh.nodes.find(({ name }) => name === node.name);
  const { user, key } = ready ? { user: ready.ssh.username, key: ready.ssh.privateKeyFile } : login;
  const hostKeys = ready ? ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null"] : ["StrictHostKeyChecking=yes"];
  const options = ["BatchMode=yes", "ConnectTimeout=5", "IdentitiesOnly=yes", "LogLevel=ERROR", ...hostKeys];
  return {
    options: [...options.flatMap((option) => ["-o", option]), "-i", key.replace(/^~(?=\/)/, homedir())],
    port: String(embedded?.port ?? 22),
    at: `${user}@${embedded?.host ?? node.address}`,
  };
}

/**
 * Runs one command on a node over OpenSSH.
 *
 * @param words each is one word to the node's shell
 */
export async function onNode(
  aim: Aim,
  node: Node,
  login: Login,
  words: readonly string[],
  { timeout = 120_000, detached = false }: Manner = {},
): Promise<Ran> {
  const { options, port, at } = wayTo(aim, node, login);
  const { exitCode, stdout, stderr } = await execa("ssh", [...options, "-p", port, at, words.map(quoted).join(" ")], {
    ...{ reject: false, stdin: "ignore", timeout, detached },
  });
  return { code: exitCode, stdout: String(stdout), stderr: String(stderr) };
}

/** Comes in and goes. @throws StrataError 4 in one line where that does not work */
export async function logIn(aim: Aim, node: Node, login: Login): Promise<void> {
  const { code, stderr } = await onNode(aim, node, login, ["true"]);
  if (code === undefined)
    throw new StrataError(exitCodes.unreachable, "there is no `ssh` on PATH; install OpenSSH's client");
  if (code !== 0) throw new StrataError(exitCodes.unreachable, notLetIn(node, login, stderr));
}

/** Why a node is not entered, and what to do, in one line. */
export function notLetIn({ name }: Node, { user }: Login, stderr: string): string {
  const said = stderr.trim().split("\n").at(-1);
  return `${name} does not let ${user} in over SSH: ${said}; log in once by hand, compare the host's key, and see that the key is in authorized_keys`;
}

/** Runs one command that must succeed. @param allowed further codes that are no failure */
export async function mustRun(
  aim: Aim,
  node: Node,
  login: Login,
  words: readonly string[],
  allowed: readonly number[] = [],
  manner: Manner = {},
): Promise<Ran> {
  const ran = await onNode(aim, node, login, words, manner);
  if (ran.code !== undefined && (ran.code === 0 || allowed.includes(ran.code))) return ran;
  const said = ran.stderr.trim().split("\n").at(-1);
  throw new StrataError(exitCodes.stepFailed, `${node.name}: \`${words.join(" ")}\` failed: ${said}`);
}

/** One word, whatever is in it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
