import { exitCodes, StrataError } from "../../../model/exit.ts";
import type { Lab, Node } from "../../../model/lab.ts";
import type { Aim } from "../../target/aim.ts";
import { type Login, logIn, mustRun, onNode, type SshWay, wayTo } from "../../target/ssh.ts";

/** A node on which a template is made, entered as root: `qm` takes nobody else. */
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

/** Logs in once. @throws StrataError 3 where the site names no key of root's, 4 where the node does not take it */
export async function templateNode(aim: Aim, { site }: Lab, node: Node): Promise<TemplateNode> {
  if (!site.root && aim.kind === "site")
    throw new StrataError(
      exitCodes.refused,
      `a template is made by root on ${node.name}; name root's key in access.root of personas/${site.name}/site.yaml`,
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
