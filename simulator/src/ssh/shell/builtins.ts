import { FileError } from "../files/host-files.ts";
import { userFiles } from "../files/user-files.ts";
import { Leave } from "./leave.ts";
import { findCommand } from "./run-command.ts";
import type { Shell } from "./shell.ts";
import type { Streams } from "./streams.ts";
import { test } from "./test-expression.ts";
import { isName } from "./words.ts";

interface Call {
  readonly shell: Shell;
  readonly args: readonly string[];
  readonly streams: Streams;
}

type Builtin = (call: Call) => number | Promise<number>;

/** What changes the shell itself and so cannot be a program. */
export const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  [":", () => 0],
  ["cd", changeDirectory],
  ["command", command],
  ["exit", ({ shell, args }) => leave("shell", args, shell)],
  ["export", exported],
  ["return", ({ shell, args }) => leave("function", args, shell)],
  ["set", set],
  ["test", ({ shell, args, streams }) => evaluate(shell, args, streams)],
  ["unset", unset],
  ["[", bracket],
]);

function complain({ streams }: Pick<Call, "streams">, text: string): void {
  streams.errors(Buffer.from(`bash: ${text}\n`));
}

function leave(what: Leave["what"], [status]: readonly string[], shell: Shell): never {
  throw new Leave(what, status === undefined ? shell.status : Number.parseInt(status, 10) & 0xff || 0);
}

function changeDirectory(call: Call): number {
  const { shell, args } = call;
  const target = args[0] ?? shell.variables.get("HOME") ?? "/";
  const files = userFiles(shell.place.system.files, shell.place.user.uid, shell.directory);
  try {
    if (files.stat(target).kind === "file") throw new FileError("ENOTDIR", target);
    if (!files.permits(target, "execute")) throw new FileError("EACCES", target);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    complain(call, `cd: ${target}: ${error.reason}`);
    return 1;
  }
  shell.directory = files.resolve(target);
  return 0;
}

/** `command -v name`: where a program lies, nothing and 1 where there is none. */
function command(call: Call): number {
  const { shell, args, streams } = call;
  const [flag, name = ""] = args;
  if (flag !== "-v" || args.length !== 2) {
    shell.place.system.notSimulated("shell: `command' other than `command -v name'");
    complain(call, "command: only `command -v name' is simulated");
    return 2;
  }
  const known = shell.functions.has(name) || builtins.has(name);
  const found = known ? name : findCommand(shell.place.system, name, shell.variables.get("PATH") ?? "")?.path;
  if (found === undefined) return 1;
  streams.output(Buffer.from(`${found}\n`));
  return 0;
}

function exported(call: Call): number {
  for (const arg of call.args) {
    const [name = "", ...value] = arg.split("=");
    if (!isName(name)) {
      complain(call, `export: \`${arg}': not a valid identifier`);
      return 1;
    }
    call.shell.exported.add(name);
    if (arg.includes("=")) call.shell.variables.set(name, value.join("="));
  }
  return 0;
}

function unset({ shell, args }: Call): number {
  for (const name of args) {
    shell.variables.delete(name);
    shell.exported.delete(name);
    shell.functions.delete(name);
  }
  return 0;
}

/** `set -e` and `set +e`; other options are refused rather than passed over. */
function set(call: Call): number {
  for (const option of call.args) {
    if (option !== "-e" && option !== "+e") {
      call.shell.place.system.notSimulated(`shell: set ${option}`);
      complain(call, `set: ${option}: not simulated`);
      return 2;
    }
    call.shell.stopsAtFailure = option === "-e";
  }
  return 0;
}

function bracket(call: Call): number {
  if (call.args.at(-1) === "]") return evaluate(call.shell, call.args.slice(0, -1), call.streams);
  complain(call, "[: missing `]'");
  return 2;
}

function evaluate(shell: Shell, args: readonly string[], streams: Streams): number {
  const files = userFiles(shell.place.system.files, shell.place.user.uid, shell.directory);
  const result = test(args, files);
  if (typeof result === "boolean") return result ? 0 : 1;
  complain({ streams }, `[: ${result.fault}`);
  return 2;
}
