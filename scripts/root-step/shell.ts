import type { Container } from "../../model/container.ts";
import { exitCodes, StrataError } from "../../model/exit.ts";
import type { Lab } from "../../model/lab.ts";
import type { Aim } from "../target/aim.ts";
import { logIn, mustRun, type Ran } from "../target/ssh.ts";

/** Root's shell on the node of a container. */
export interface RootShell {
  /** Runs one command; any end but 0 and those allowed throws. */
  run(words: readonly string[], allowed?: readonly number[]): Promise<Ran>;
}

/** Logs in once. @throws StrataError 3 where the site names no key of root's, 4 where the node does not take it */
export async function rootShell(aim: Aim, { site }: Lab, { name, node, file }: Container): Promise<RootShell> {
  if (!site.root && aim.kind === "site")
    throw new StrataError(
      exitCodes.refused,
      `${file}: ${name} has what Proxmox takes from root alone; name root's key in access.root of personas/${site.name}/site.yaml`,
    );
  const login = { user: "root", key: site.root?.key ?? "" };
  await logIn(aim, node, login);
  return { run: (words, allowed) => mustRun(aim, node, login, words, allowed) };
}
