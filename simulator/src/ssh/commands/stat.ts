import type { FileStat } from "../files/host-files.ts";
import { FileError } from "../files/host-files.ts";
import type { Command, CommandContext } from "../shell/system.ts";

/** `stat -c FORMAT file…`: size, mode, owner and times of files. */
export const stat: Command = {
  name: "stat",
  path: "/usr/bin/stat",
  run(context) {
    const [flag = "", ...rest] = context.args;
    const [format, operands] = flag.startsWith("--format=") ? [flag.slice(9), rest] : [rest[0], rest.slice(1)];
    const known = (flag === "-c" || flag.startsWith("--format=")) && format !== undefined && operands.length > 0;
    const odd = known ? /%[^saunNgGYFU%]/.exec(format)?.[0] : undefined;
    if (!known || odd !== undefined) {
      context.notSimulated(`stat ${context.args.join(" ")}`);
      context.complain(odd === undefined ? "stat: only -c FORMAT file is simulated" : `stat: ${odd}: not simulated`);
      return 2;
    }
    let status = 0;
    for (const path of operands) {
      try {
        context.print(`${described(format, path, context.files.stat(path), context)}\n`);
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        context.complain(`stat: cannot statx '${path}': ${error.reason}`);
        status = 1;
      }
    }
    return status;
  },
};

function described(format: string, path: string, stat: FileStat, { place }: CommandContext): string {
  const nameOf = (uid: number) => place.system.users.find((user) => user.uid === uid)?.name ?? "UNKNOWN";
  const values: Readonly<Record<string, string>> = {
    s: String(stat.size),
    a: stat.mode.toString(8),
    u: String(stat.uid),
    g: String(stat.gid),
    U: nameOf(stat.uid),
    G: nameOf(stat.gid),
    n: path,
    N: `'${path}'`,
    Y: String(Math.floor(stat.modified.getTime() / 1000)),
    F: stat.kind === "directory" ? "directory" : stat.size === 0 ? "regular empty file" : "regular file",
    "%": "%",
  };
  return format.replaceAll(/%(.)/g, (_, letter: string) => values[letter] ?? "");
}
