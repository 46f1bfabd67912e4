import { posix } from "node:path";
import { FileError } from "../files/host-files.ts";
import { userFiles } from "../files/user-files.ts";
import type { SshUser } from "../users.ts";
import type { Command, CommandContext, Place, System } from "./system.ts";

/** Search path of a shell that sshd started: root finds the administrator's programs, others must name them in full. */
export const searchPath = (user: SshUser) =>
  user.uid === 0
    ? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    : "/usr/local/bin:/usr/bin:/bin:/usr/games";

/** The command that `name` means: a path, or a name that lies on the search path. */
export function findCommand(system: System, name: string, path: string): Command | undefined {
  if (name.includes("/")) return system.commands.find((command) => command.path === merged(name));
  const folders = path.split(":").map(merged);
  return system.commands.find((command) => command.name === name && folders.includes(posix.dirname(command.path)));
}

/** Debian keeps /bin and /sbin as links into /usr. */
const merged = (path: string) => path.replace(/^\/(s?bin)(?=\/|$)/, "/usr/$1");

/** Runs words as a command; `shell` is how error messages begin, such as `bash: line 1`. */
export async function runCommand(words: readonly string[], place: Place, shell: string): Promise<number> {
  const [name = "", ...args] = words;
  const { system, streams } = place;
  const command = findCommand(system, name, place.environment.get("PATH") ?? "");
  const complain = (text: string) => streams.errors(Buffer.from(`${text}\n`));
  if (!command) {
    system.notSimulated(`command ${name}`);
    complain(`${shell}: ${name}: ${name.includes("/") ? "No such file or directory" : "command not found"}`);
    return 127;
  }
  try {
    return await command.run(context(args, place));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    complain(`${command.name}: ${error.message}`);
    return 1;
  }
}

function context(args: readonly string[], place: Place): CommandContext {
  const { system, user, directory, environment, streams } = place;
  return {
    args,
    user,
    environment,
    place,
    files: userFiles(system.files, user.uid, directory),
    input: streams.input,
    print: (text) => streams.output(Buffer.from(text)),
    complain: (text) => streams.errors(Buffer.from(`${text}\n`)),
    notSimulated: (what) => system.notSimulated(what),
  };
}

/** The variables that tell a program whose it is. */
export function loginEnvironment(user: SshUser): ReadonlyMap<string, string> {
  return new Map([
    ["USER", user.name],
    ["LOGNAME", user.name],
    ["HOME", user.home],
    ["PATH", searchPath(user)],
    ["SHELL", "/bin/bash"],
  ]);
}
