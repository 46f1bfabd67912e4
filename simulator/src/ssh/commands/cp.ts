import { posix } from "node:path";
import { FileError } from "../files/host-files.ts";
import type { Command, CommandContext } from "../shell/system.ts";
import { parseArguments } from "./options.ts";

/** Copies files. */
export const cp: Command = {
  name: "cp",
  path: "/usr/bin/cp",
  run: (context) =>
    toTarget("cp", "fp", context, async (from, to) => {
      if (context.files.stat(from).kind === "directory") throw new FileError("EISDIR", from);
      await context.files.write(to, await context.files.read(from));
      await context.files.chmod(to, context.files.stat(from).mode);
    }),
};

/** Moves files, over what is there. */
export const mv: Command = {
  name: "mv",
  path: "/usr/bin/mv",
  run: (context) => toTarget("mv", "f", context, (from, to) => context.files.rename(from, to)),
};

/** Does something with each source and its target: the last operand, or its own name below it where that is a directory. */
async function toTarget(
  name: string,
  known: string,
  context: CommandContext,
  work: (from: string, to: string) => Promise<void>,
): Promise<number> {
  const parsed = parseArguments(name, known, context);
  if (!parsed) return 2;
  const sources = parsed.operands.slice(0, -1);
  const target = parsed.operands.at(-1);
  if (target === undefined || sources.length === 0) {
    context.complain(
      `${name}: missing ${target === undefined ? "" : "destination "}file operand${target === undefined ? "" : ` after '${target}'`}`,
    );
    return 1;
  }
  const below = context.files.find(target)?.kind === "directory";
  if (!below && sources.length > 1) {
    context.complain(`${name}: target '${target}' is not a directory`);
    return 1;
  }
  let status = 0;
  for (const source of sources) {
    try {
      await work(source, below ? posix.join(target, posix.basename(source)) : target);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      context.complain(`${name}: cannot ${name === "cp" ? "copy" : "move"} '${source}': ${error.reason}`);
      status = 1;
    }
  }
  return status;
}
