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
  /** State and plans hold a secret, and are written encrypted or not at all. */
  readonly encrypted: boolean;
  /** Addresses whose block says `prevent_destroy`. */
  readonly guarded: ReadonlySet<string>;
  /** Addresses of each part of the stack: what stands below one construct, by its name. */
  readonly parts: ReadonlyMap<string, readonly string[]>;
}

interface Document {
  readonly terraform?: {
    readonly backend?: Readonly<Record<string, { readonly path?: string }>>;
    readonly encryption?: unknown;
  };
  readonly provider?: unknown;
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Block>>>>;
}

interface Block {
  readonly "//"?: { readonly metadata?: { readonly path?: string } };
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
    encrypted: document.terraform?.encryption !== undefined,
    guarded: guarded(document),
    parts: parts(document),
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

function guarded(document: Document): Set<string> {
  const found = blocks(document).filter(({ block }) => block.lifecycle?.prevent_destroy);
  return new Set(found.map(({ address }) => address));
}

/** cdktf tells of each resource where it stands in the tree: `images/debian13/v1.0.0-asus/disk`. */
function parts(document: Document): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { address, block } of blocks(document)) {
    const [, part, below] = block["//"]?.metadata?.path?.split("/") ?? [];
    if (part !== undefined && below !== undefined) found.set(part, [...(found.get(part) ?? []), address]);
  }
  return found;
}

function blocks({ resource = {} }: Document) {
  return Object.entries(resource).flatMap(([type, named]) =>
    Object.entries(named).map(([name, block]) => ({ address: `${type}.${name}`, block })),
  );
}
