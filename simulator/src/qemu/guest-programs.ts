/**
 * Programs that the agent runs inside a machine. No system runs there, so there are a few that need none; what they left is
 * remembered as an agent does it, until it was asked for or the simulator ends.
 */
import type { Cluster } from "../cluster.ts";
import type { Guest } from "../guests/guest.ts";
import { refusal } from "../kernel/error.ts";
import { writtenInside } from "./agent-files.ts";

export interface Finished {
  readonly code: number;
  readonly output: string;
}

interface Inside {
  readonly words: readonly string[];
  readonly input: string;
  readonly host: string;
  /** A file that somebody wrote there. */
  readonly file: (path: string) => Buffer | undefined;
}

type Program = (inside: Inside) => Finished;

const told = (output: string): Finished => ({ code: 0, output });

const programs: Readonly<Record<string, Program>> = {
  true: () => told(""),
  false: () => ({ code: 1, output: "" }),
  echo: ({ words }) => told(`${words.join(" ")}\n`),
  hostname: ({ host }) => told(`${host}\n`),
  uname: () => told("Linux\n"),
  cat: ({ words, input, file }) => {
    const absent = words.find((path) => !file(path));
    if (absent !== undefined) return { code: 1, output: `cat: ${absent}: No such file or directory\n` };
    return told(words.length === 0 ? input : words.map(file).join(""));
  },
};

const finished = new WeakMap<Cluster, Map<string, Finished>>();

/** Starts a program and gives its pid. @throws 500 in the agent's words where there is no such program */
export function runInside(cluster: Cluster, guest: Guest, command: readonly string[], input = ""): number {
  const [path = "", ...words] = command;
  const program = programs[path.replace(/^\/(usr\/)?bin\//, "")];
  if (!program)
    throw refusal(
      `Agent error: Guest agent command failed, error was 'Failed to execute child process “${path}” (No such file or directory)'`,
    );
  const known = finished.get(cluster) ?? new Map<string, Finished>();
  finished.set(cluster, known);
  const pid = 1_000 + known.size;
  const host = String(guest.config.name ?? `vm${guest.vmid}`);
  const file = (name: string) => writtenInside(cluster, guest, name);
  known.set(key(guest, pid), program({ words, input, host, file }));
  return pid;
}

/** How a program ended. */
export function finishedProgram(cluster: Cluster, guest: Guest, pid: number): Finished | undefined {
  return finished.get(cluster)?.get(key(guest, pid));
}

const key = (guest: Guest, pid: number): string => `${guest.vmid} ${pid}`;
