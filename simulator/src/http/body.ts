/** Reads what a request carries: form fields or JSON, up to Proxmox's limit (PVE::APIServer::AnyEvent). */
import type { IncomingMessage } from "node:http";
import { PveError } from "../kernel/error.ts";

/** Bytes of a body that is no upload; Proxmox's `limit_max_post`. */
const largest = 512 * 1024;

/**
 * Fields of a form or a query; one that is repeated becomes a list. A value ends at the next equals sign: a client that does not
 * encode `net0=virtio,bridge=vmbr0` sends `virtio,bridge`, here as there.
 */
export function formFields(text: string): Record<string, unknown> {
  const fields: Record<string, unknown> = Object.create(null);
  if (text === "") return fields;
  for (const pair of text.split(/[&;]/)) {
    if (pair === "") continue;
    const [name = "", word] = pair.split("=", 2);
    const key = unescaped(name);
    // With it a browser asks for what no cache holds.
    if (key === "_dc") continue;
    const value = word === undefined ? null : unescaped(word);
    const before = value === null ? undefined : fields[key];
    fields[key] = before === undefined || before === null ? value : [before, value].flat();
  }
  return fields;
}

function unescaped(text: string): string {
  const spaced = text.includes("+") ? text.replaceAll("+", " ") : text;
  if (!spaced.includes("%")) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    // What is no escape stays as it is, and what is no UTF-8 becomes a replacement character.
    return spaced.replaceAll(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll("%", ""), "hex").toString());
  }
}

/** What is wrong before anybody asks who sends it. @throws 501 */
export function checkFraming({ method, headers }: IncomingMessage): void {
  if (method !== "GET" && method !== "POST" && method !== "PUT" && method !== "DELETE") {
    throw new PveError(501, `method '${method}' not available`);
  }
  if (headers["transfer-encoding"] !== undefined) throw new PveError(501, "chunked transfer encoding not supported");
}

/** Whether anything is there to read: nothing at all is read as well where JSON is promised, and is none. */
export const hasBody = ({ method, headers }: IncomingMessage): boolean =>
  Number(headers["content-length"] ?? 0) > 0 ||
  ((method === "POST" || method === "PUT") && mediaType(headers["content-type"]) === "application/json");

const mediaType = (header: string | undefined): string | undefined => header?.split(/\s*[;,]\s*/)[0];

/** @throws 501 for a body too large or with a method that has none, 506 for a type Proxmox does not read, 500 for broken JSON */
export async function readFields(request: IncomingMessage): Promise<Record<string, unknown>> {
  const { method, headers } = request;
  const length = Number(headers["content-length"] ?? 0);
  if (method !== "PUT" && method !== "POST") throw new PveError(501, `Unexpected content for method '${method}'`);
  if (length > largest) throw new PveError(501, "for data too large");
  const type = mediaType(headers["content-type"]);
  if (type && type !== "application/x-www-form-urlencoded" && type !== "application/json") {
    throw new PveError(506, `upload 'Content-Type '${headers["content-type"]}' not implemented`);
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
    // Its client has gone: nobody hears the answer, but the journal.
    request.on("error", () => reject(new PveError(400, "request broke off")));
  });
}

/** Proxmox dies with what Perl says, which differs with the reader of JSON that is installed: a 500 in any case. */
function jsonFields(text: string): Record<string, unknown> {
  const value = parsed(text);
  if (Array.isArray(value)) throw new PveError(500, "Not a HASH reference");
  if (typeof value === "object") return { ...value };
  throw new PveError(500, `Can't use string ("${value}") as a HASH ref while "strict refs" in use`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const offset = Number(/position (\d+)/.exec(String(error))?.[1] ?? text.length);
    const rest = offset < text.length ? text.slice(offset, offset + 20) : "(end of string)";
    throw new PveError(
      500,
      `malformed JSON string, neither tag, array, object, number, string or atom, at character offset ${offset} (before "${rest}")`,
    );
  }
}
