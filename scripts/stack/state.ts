import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { exitCodes, StrataError } from "../../model/exit.ts";
import { sha256 } from "./stack-json.ts";

/** What identifies one version of a state. */
export interface StateFacts {
  readonly serial: number;
  readonly lineage: string;
  /** sha256 of the file. */
  readonly digest: string;
}

/** One instance that a state knows. */
export interface StateInstance {
  readonly address: string;
  /** Its creation did not finish. */
  readonly tainted: boolean;
}

interface Document {
  readonly serial: number;
  readonly lineage: string;
  readonly resources?: readonly {
    readonly module?: string;
    readonly mode: string;
    readonly type: string;
    readonly name: string;
    readonly instances: readonly {
      readonly index_key?: string | number;
      readonly status?: string;
      readonly deposed?: string;
    }[];
  }[];
}

/**
 * The text of a state, or undefined before the first apply.
 *
 * @throws StrataError 5 where it is cut short, as a full disk or a lost machine leaves it
 */
export async function readState(file: string): Promise<string | undefined> {
  const text = await readIfThere(file);
  if (!text) return undefined;
  try {
    JSON.parse(text);
    return text;
  } catch {
    throw new StrataError(
      exitCodes.stepFailed,
      `${file} is cut short and no state; put it back from ${basename(file)}.backup or from your own backup, then run this again`,
    );
  }
}

/** Which version of the state is there, or undefined before the first apply. */
export async function readStateFacts(file: string): Promise<StateFacts | undefined> {
  const text = await readState(file);
  if (!text) return undefined;
  const { serial, lineage } = JSON.parse(text) as Document;
  return { serial, lineage, digest: sha256(text) };
}

/** The managed instances of a state (format 4, the same in OpenTofu and Terraform). */
export async function readInstances(file: string): Promise<StateInstance[]> {
  return instancesIn(await readState(file));
}

/** The same of a state that was read already. */
export function instancesIn(text: string | undefined): StateInstance[] {
  if (!text) return [];
  return ((JSON.parse(text) as Document).resources ?? [])
    .filter(({ mode }) => mode === "managed")
    .flatMap(({ module, type, name, instances }) =>
      instances
        .filter(({ deposed }) => deposed === undefined)
        .map(({ index_key: key, status }) => ({
          address: `${module ? `${module}.` : ""}${type}.${name}${key === undefined ? "" : `[${JSON.stringify(key)}]`}`,
          tainted: status === "tainted",
        })),
    );
}

/** Who holds a local state's lock, as OpenTofu wrote it beside the state. */
export interface LockInfo {
  readonly Operation: string;
  readonly Who: string;
  readonly Created: string;
}

/** The file in which the holder of a local state's lock says who it is. */
export function lockFile(stateFile: string): string {
  return join(dirname(stateFile), `.${basename(stateFile)}.lock.info`);
}

/**
 * Who says to hold the lock. A process that died leaves the file but not the lock itself: OpenTofu then takes the lock,
 * and removes the file when it is done. So a file that is there after a run belongs to someone who is alive.
 */
export async function readLock(stateFile: string): Promise<LockInfo | undefined> {
  const text = await readIfThere(lockFile(stateFile));
  try {
    return text ? (JSON.parse(text) as LockInfo) : undefined;
  } catch {
    return undefined;
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}
