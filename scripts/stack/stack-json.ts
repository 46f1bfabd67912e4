import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { exitCodes, StrataError } from "../../model/exit.ts";

/** What is to know of a synthesized stack before OpenTofu reads it. */
export interface StackJson {
  /** sha256 of the file. */
  readonly digest: string;
  /** Providers and backend, as text: what an `init` depends on. */
  readonly settings: string;
  /** File of the state. */
  readonly stateFile: string;
  /** Addresses whose block says `prevent_destroy`. */
  readonly guarded: ReadonlySet<string>;
}

interface Document {
  readonly terraform?: { readonly backend?: Readonly<Record<string, { readonly path?: string }>> };
  readonly provider?: unknown;
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Block>>>>;
}

interface Block {
  readonly lifecycle?: { readonly prevent_destroy?: boolean };
}

/** Reads a stack's JSON. @param folder the folder in which OpenTofu runs */
export async function readStackJson(file: string, folder: string): Promise<StackJson> {
  const text = await readFile(file, "utf8");
  const document = JSON.parse(text) as Document;
  return {
    digest: sha256(text),
    settings: JSON.stringify([document.terraform, Object.keys(document.provider ?? {})]),
    stateFile: stateFile(document, folder),
    guarded: guarded(document),
  };
}

export function sha256(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

function stateFile({ terraform }: Document, folder: string): string {
  const path = terraform?.backend?.local?.path;
  if (path === undefined) {
    const kept = Object.keys(terraform?.backend ?? {}).join() || "nowhere";
    throw new StrataError(
      exitCodes.wrongInput,
      `${folder}: the state is kept in backend "${kept}"; only "local" with a path can be judged before an apply`,
    );
  }
  return resolve(folder, path);
}

function guarded({ resource = {} }: Document): Set<string> {
  const addresses = Object.entries(resource).flatMap(([type, blocks]) =>
    Object.entries(blocks).flatMap(([name, block]) => (block.lifecycle?.prevent_destroy ? [`${type}.${name}`] : [])),
  );
  return new Set(addresses);
}
