/** An endpoint is one declaration: where, who may, what it takes, what it does. All else is derived from it. */
import type { Cluster } from "../cluster.ts";
import type { Caller } from "../permission/caller.ts";
import type { Permission } from "../permission/rule.ts";
import { pathParameters } from "../schema/common.ts";
import { isFormat } from "../schema/formats.ts";
import type { Fields, ValuesOf } from "../schema/schema.ts";

export type Method = "GET" | "POST" | "PUT" | "DELETE";

type PathKeys<Path extends string> = Path extends `${string}{${infer Key}}${infer Rest}` ? Key | PathKeys<Rest> : never;
type PathFields<Path extends string> = Pick<typeof pathParameters, PathKeys<Path> & keyof typeof pathParameters>;
/** An endpoint's own parameters and those its path implies. */
export type Parameters<Path extends string, F extends Fields> = ValuesOf<F & Omit<PathFields<Path>, keyof F>>;

/** A file that came with a multipart request, already on disk. An endpoint that takes it removes it, or its task does. */
export interface UploadedFile {
  readonly name: string;
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

/** What an endpoint works with. */
export interface Call<P = Readonly<Record<string, unknown>>> {
  readonly cluster: Cluster;
  readonly caller: Caller;
  readonly parameters: P;
  /** Present for an endpoint with `upload`. */
  readonly file?: UploadedFile;
}

export interface Declaration<Path extends string, F extends Fields> {
  readonly method: Method;
  /** As in Proxmox's API viewer, such as `/nodes/{node}/qemu/{vmid}/clone`. */
  readonly path: Path;
  readonly permission: Permission;
  /** Those in the path's braces need not be named again (schema/common.ts). */
  readonly parameters?: F;
  /** Type of the task when `run` is a generator, such as `qmclone`. */
  readonly task?: string | ((parameters: Parameters<Path, F>) => string);
  /** Its client is not told the task's id: Proxmox answers null there. */
  readonly quiet?: true;
  /** What the task is about. Default: the vmid of the path. */
  readonly taskId?: (parameters: Parameters<Path, F>) => string | number;
  /** false for what a token may not do whatever its privileges, such as logging in. */
  readonly tokens?: false;
  /** false where any node answers for the one in the path, which may be down. */
  readonly proxied?: false;
  /** Takes a file as multipart/form-data. */
  readonly upload?: true;
  /** Takes parameters that it does not name, as they are. */
  readonly additional?: true;
  /** What of it is not simulated, for the table in the README. */
  readonly without?: string;
  /** Answers with what it returns; a generator is a task (tasks/work.ts). Changes to the state are undone when it throws. */
  readonly run: (call: Call<Parameters<Path, F>>) => unknown;
}

/** A declaration as the kernel uses it. */
export interface Endpoint extends Omit<Declaration<string, Fields>, "run" | "task" | "taskId" | "parameters"> {
  readonly parameters: Fields;
  readonly task: (parameters: Readonly<Record<string, unknown>>) => string;
  readonly taskId: (parameters: Readonly<Record<string, unknown>>) => string | number;
  readonly run: (call: Call) => unknown;
}

/** Declares an endpoint. @throws Error at start when a format or a path parameter is unknown */
export function endpoint<const Path extends string, const F extends Fields = Record<never, never>>(
  declaration: Declaration<Path, F>,
): Endpoint {
  const implied: Record<string, Fields[string]> = {};
  for (const [, key = ""] of declaration.path.matchAll(/\{([^}]+)\}/g)) {
    const schema = declaration.parameters?.[key] ?? (pathParameters as Fields)[key];
    if (!schema) throw new Error(`${declaration.method} ${declaration.path}: {${key}} has no schema`);
    implied[key] = schema;
  }
  const parameters: Fields = { ...implied, ...declaration.parameters };
  for (const [key, { format }] of Object.entries(parameters)) {
    if (typeof format === "string" && !isFormat(format)) {
      throw new Error(`${declaration.method} ${declaration.path}: format '${format}' of ${key} is unknown`);
    }
  }
  const { task = "unknown" } = declaration;
  return {
    ...declaration,
    parameters,
    task: (typeof task === "function" ? task : () => task) as Endpoint["task"],
    taskId: (declaration.taskId ?? ((given: { vmid?: number }) => given.vmid ?? "")) as Endpoint["taskId"],
    run: declaration.run as Endpoint["run"],
  };
}
