/** Secrets of a storage: they are kept apart from its definition, which tells only that they are there. Source: `on_add_hook` of PBSPlugin and CIFSPlugin. */
import { createHash } from "node:crypto";
import type { Cluster } from "../cluster.ts";
import { refusal } from "../kernel/error.ts";
import type { Options } from "./definition.ts";

export interface Keyed {
  /** What the definition holds: the key's fingerprint, and no password. */
  readonly options: Options;
  /** What the client is told once. */
  readonly shown?: { readonly "encryption-key"?: string };
}

/** @throws 500 for a key that is none, or a master key without one */
export function withKeys(cluster: Cluster, type: string, given: Options): Keyed {
  if (type !== "pbs" && type !== "cifs") return { options: given };
  const { password: _, "encryption-key": key, "master-pubkey": master, ...options } = given;
  if (type === "cifs") return { options };
  if (key === undefined) {
    if (master !== undefined) throw refusal("'master-pubkey' can only be used together with 'encryption-key'");
    return { options, shown: {} };
  }
  const text = key === "autogen" ? generatedKey(cluster) : String(key);
  return {
    options: { ...options, "encryption-key": fingerprintOf(text), ...(master !== undefined && { "master-pubkey": 1 }) },
    shown: { "encryption-key": text },
  };
}

/** A key file as proxmox-backup-client writes one without a passphrase. */
function generatedKey({ random, clock }: Cluster): string {
  const bytes = Buffer.from(random.hex(64), "hex");
  const digest = createHash("sha256").update(bytes).digest("hex");
  const fingerprint = (digest.slice(0, 16).match(/../g) ?? []).join(":");
  const now = new Date(clock.now()).toISOString().replace(/\.\d+Z$/, "+00:00");
  return JSON.stringify({ kdf: null, created: now, modified: now, data: bytes.toString("base64"), fingerprint });
}

/** "1" for a key that has no fingerprint. */
function fingerprintOf(text: string): string {
  try {
    const key = JSON.parse(text) as { data?: unknown; fingerprint?: unknown };
    if (key.data !== undefined) return String(key.fingerprint ?? 1);
  } catch {
    // told below
  }
  throw refusal("Value does not seems like a valid, JSON formatted encryption key!");
}
