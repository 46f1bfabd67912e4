/** Reads what a request carries: form fields or JSON, up to Proxmox's limit. */
import type { IncomingMessage } from "node:http";
import { PveError } from "../kernel/error.ts";

/** Bytes of a body that is no upload; Proxmox's `limit_max_post`. */
const largest = 512 * 1024;

/** Fields of a form or a query; one that is repeated becomes a list. */
export function formFields(text: string): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  if (text === "") return fields;
  for (const pair of text.split(/[&;]/)) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const key = unescaped(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? "" : unescaped(pair.slice(equals + 1));
    const before = fields[key];
    fields[key] = before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value];
  }
  return fields;
}

function unescaped(text: string): string {
  const spaced = text.includes("+") ? text.replaceAll("+", " ") : text;
  if (!spaced.includes("%")) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

/** @throws 501 for a body too large or with a method that has none, 506 for a type Proxmox does not read, 400 for broken JSON */
export async function readFields(request: IncomingMessage): Promise<Record<string, unknown>> {
  const length = Number(request.headers["content-length"] ?? 0);
  if (length === 0 && request.headers["transfer-encoding"] === undefined) return {};
  if (request.headers["transfer-encoding"] !== undefined)
    throw new PveError(501, "chunked transfer encoding not supported");
  if (request.method !== "PUT" && request.method !== "POST") {
    throw new PveError(501, `Unexpected content for method '${request.method}'`);
  }
  if (length > largest) throw new PveError(501, "for data too large");
  const type = request.headers["content-type"]?.split(";")[0]?.trim().toLowerCase();
  if (type !== undefined && type !== "application/x-www-form-urlencoded" && type !== "application/json") {
    throw new PveError(506, `upload 'Content-Type '${request.headers["content-type"]}' not implemented`);
  }
  const text = await readText(request);
  return type === "application/json" ? jsonFields(text) : formFields(text);
}

function readText(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () =>
      resolve(chunks.length === 1 ? (chunks[0] as Buffer).toString("utf8") : Buffer.concat(chunks).toString("utf8")),
    );
    request.on("error", reject);
  });
}

function jsonFields(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // told below, like any other body that holds no object
  }
  throw new PveError(400, "bad request");
}
