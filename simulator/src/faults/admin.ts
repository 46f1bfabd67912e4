/**
 * Faults while the simulator runs, for a person or a program that has the ready file. It stands outside the API, and to whoever does
 * not know the secret it is not there.
 *
 *     GET    /simulator/faults        what is armed, how often it was met
 *     POST   /simulator/faults        arms one, an object as in a file or a line as on the command line; answers {"id": 3}
 *     DELETE /simulator/faults[/3]    removes it, or all
 */
import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { text as wholeText } from "node:stream/consumers";
import type { Faults } from "./faults.ts";
import { FaultError } from "./read.ts";

export const adminPath = "/simulator/faults";

/** @returns whether the request was one for this place, and is answered */
export async function administer(
  faults: Faults,
  secret: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const [, id] = /^\/simulator\/faults(?:\/(\d+))?$/.exec(request.url ?? "") ?? ["none"];
  const isHere = request.url === adminPath || id !== undefined;
  if (!isHere || !isSecret(request.headers.authorization ?? "", `Bearer ${secret}`)) return false;
  const { status, body } = await handled(faults, request, id);
  const bytes = body === undefined ? "" : `${JSON.stringify(body)}\n`;
  response.writeHead(status, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(bytes) });
  response.end(bytes);
  return true;
}

interface Outcome {
  readonly status: number;
  readonly body?: unknown;
}

async function handled(faults: Faults, request: IncomingMessage, id: string | undefined): Promise<Outcome> {
  if (request.method === "GET" && id === undefined) return { status: 200, body: faults.list() };
  if (request.method === "POST" && id === undefined) return armed(faults, (await wholeText(request)).trim());
  if (request.method !== "DELETE") return { status: 405, body: { error: "GET, POST or DELETE" } };
  if (id === undefined) {
    faults.clear();
    return { status: 204 };
  }
  return faults.remove(Number(id)) ? { status: 204 } : { status: 404, body: { error: `there is no fault ${id}` } };
}

function armed(faults: Faults, text: string): Outcome {
  try {
    return { status: 201, body: { id: faults.add(text.startsWith("{") ? JSON.parse(text) : text) } };
  } catch (error) {
    if (error instanceof FaultError) return { status: 400, body: { error: error.message } };
    if (error instanceof SyntaxError) return { status: 400, body: { error: `not JSON: ${error.message}` } };
    throw error;
  }
}

/** Takes the same time for every wrong text. */
export function isSecret(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
