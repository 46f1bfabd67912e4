import type { ServerChannel } from "ssh2";
import { loginEnvironment } from "./shell/run-command.ts";
import { Shell } from "./shell/shell.ts";
import type { Input } from "./shell/streams.ts";
import type { System } from "./shell/system.ts";
import type { SshUser } from "./users.ts";

/** What came of a command. */
export interface Outcome {
  readonly status: number;
  /** What it used that is not simulated. */
  readonly notSimulated: readonly string[];
}

/** Runs a command line as sshd does, by the user's shell in the user's home, over a channel that it closes with the exit status. */
export async function execute(
  line: string,
  user: SshUser,
  node: Omit<System, "notSimulated">,
  channel: ServerChannel,
): Promise<Outcome> {
  const notSimulated: string[] = [];
  const system: System = { ...node, notSimulated: (what) => notSimulated.push(what) };
  const streams = {
    input: inputOfChannel(channel),
    output: (chunk: Buffer) => void channel.write(chunk),
    errors: (chunk: Buffer) => void channel.stderr.write(chunk),
  };
  const place = { system, user, directory: user.home, environment: loginEnvironment(user), streams };
  const status = await new Shell(place, []).run(line);
  channel.exit(status);
  channel.end();
  return { status, notSimulated };
}

/**
 * Collects what the client sends from the start, so that nothing is lost before a command asks for it. A client that goes away in
 * the middle ends the input, as on a real node: what came so far counts.
 */
function inputOfChannel(channel: ServerChannel): Input {
  const chunks: Buffer[] = [];
  const ended = new Promise<void>((resolve) => {
    channel.on("data", (chunk: Buffer) => chunks.push(chunk));
    channel.on("end", resolve);
    channel.on("close", resolve);
  });
  return {
    async read() {
      await ended;
      return Buffer.concat(chunks.splice(0));
    },
  };
}
