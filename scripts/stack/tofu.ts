import { createWriteStream, mkdirSync, type WriteStream } from "node:fs";
import { join, relative } from "node:path";
import { exitCodes, StrataError } from "../../model/exit.ts";
import { advice } from "./advice.ts";
import type { OpenStack } from "./open-stack.ts";
import { readLock } from "./state.ts";
import { type Ended, supervise } from "./supervise.ts";
import { type Diagnostic, inOneLine, logLine, parseEvent, plainErrors, type UiEvent } from "./ui-stream.ts";

/** A run of OpenTofu that has ended by itself. */
export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly errors: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
  /** Path of its log, relative to the lab's root. */
  readonly log: string;
}

/** What a run is told beside its arguments. */
export interface RunOptions {
  /** Called with each event of a command that runs with `-json`. */
  readonly onEvent?: (event: UiEvent) => void;
  readonly onStopping?: () => void;
  /** Standard output holds secrets and stays out of the log. */
  readonly secret?: boolean;
}

/**
 * Runs one OpenTofu command in a stack's folder and keeps what it printed in the stack's log.
 *
 * @throws StrataError 5 when a person stopped it, 3 when someone else holds the state's lock
 */
export async function tofu(stack: OpenStack, args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const log = openLog(stack);
  const errors: Diagnostic[] = [];
  const warnings: Diagnostic[] = [];
  log.stream.write(`$ ${stack.program} ${args.join(" ")}\n`);
  const ended = await supervise({
    command: stack.binary,
    arguments: args,
    folder: stack.places.folder,
    environment: { ...stack.environment, TF_IN_AUTOMATION: "1", TF_INPUT: "0", TF_DATA_DIR: ".terraform" },
    onLine: (line) => {
      if (!options.secret) log.stream.write(`${logLine(line)}\n`);
      const event = parseEvent(line);
      if (event?.diagnostic) (event.diagnostic.severity === "error" ? errors : warnings).push(event.diagnostic);
      if (event) options.onEvent?.(event);
    },
    ...(options.onStopping ? { onStopping: options.onStopping } : {}),
  });
  log.stream.end(`${ended.stderr}exit ${ended.code}\n`);
  if (ended.interrupted) throw stopped(stack, args, ended, log.path);
  if (ended.code !== 0) await refuseLocked(stack);
  if (ended.code !== 0 && errors.length === 0) errors.push(...plainErrors(ended.stderr));
  return { code: ended.code, stdout: ended.stdout, errors, warnings, log: log.path };
}

/** The error for a run that failed: what OpenTofu said first, and where all of it stands. */
export function failed(stack: OpenStack, doing: string, { errors, log }: Run): StrataError {
  const [first] = errors;
  const said = first ? `: ${inOneLine(first)}` : "";
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  const help = first ? advice(`${first.summary}\n${first.detail ?? ""}`) : "";
  return new StrataError(
    exitCodes.stepFailed,
    `${stack.name}: ${doing} failed${said}${more}${help}; all of it: ${log}`,
  );
}

/** One log a command: every OpenTofu run of this process and stack appends to the same file. */
function openLog(stack: OpenStack): { readonly stream: WriteStream; readonly path: string } {
  mkdirSync(stack.places.logs, { recursive: true, mode: 0o700 });
  const file = join(stack.places.logs, `${stack.name}-${stack.started.replace(/[:.]/g, "-")}.log`);
  const stream = createWriteStream(file, { flags: "a", mode: 0o600 });
  // OpenTofu is not left alone in the middle of an apply because a full disk takes no more of its log.
  stream.on("error", () => {});
  return { stream, path: relative(stack.root, file) };
}

function stopped(stack: OpenStack, [command]: readonly string[], { killed }: Ended, log: string): StrataError {
  const again = `run the same command again, it continues from the state`;
  const end = killed
    ? `${command} did not end and was killed; its last change may be missing from the state; ${again} (log: ${log})`
    : `${command} was stopped; the state is saved and unlocked; ${again}`;
  return new StrataError(exitCodes.stepFailed, `${stack.name}: ${end}`);
}

async function refuseLocked(stack: OpenStack): Promise<void> {
  const lock = await readLock(stack.json.stateFile);
  if (lock === undefined) return;
  const holder = `${lock.Who} (${lock.Operation.replace(/^OperationType/, "").toLowerCase()}, since ${lock.Created})`;
  throw new StrataError(
    exitCodes.refused,
    `${stack.name}: the state is locked by ${holder}; wait until that is done, then run this again`,
  );
}
