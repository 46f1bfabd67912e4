import https from "node:https";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import { exitCodes, StrataError } from "../../model/exit.ts";
import { connect, hostOf, mistrustOf, type Pin, portOf } from "./certificate.ts";
import type { FileForm } from "./file-form.ts";
import { patience, unreachable } from "./peer.ts";
import { authorization, tokenName } from "./token.ts";

/** An answer of the API: its `data`, and the time of the host that gave it. */
export interface Answer<T> {
  readonly data: T;
  /** What the host's clock showed, milliseconds since 1970, to the second. */
  readonly clock: number;
}

/** Where requests go, and by whose right. */
export interface Connection {
  readonly endpoint: string;
  readonly agent: PinnedAgent;
  /** A token, a ticket, or nothing for who is about to log in. */
  readonly token: string;
}

/** Hands out connections that have shown the pinned certificate. */
export class PinnedAgent extends https.Agent {
  readonly #endpoint: string;
  readonly #pin: Pin;

  constructor(endpoint: string, pin: Pin) {
    super({ keepAlive: true, maxSockets: 4 });
    this.#endpoint = endpoint;
    this.#pin = pin;
  }

  /** Hands the connection out only when its peer is the right one. */
  override createConnection(_options: unknown, done: (error: Error | null, stream: Duplex) => void): undefined {
    const socket: TLSSocket = connect(hostOf(this.#endpoint), portOf(this.#endpoint), this.#pin);
    const fail = (error: Error) => {
      socket.destroy();
      done(error, socket);
    };
    socket.setTimeout(patience, () => fail(Object.assign(new Error(), { code: "ETIMEDOUT" })));
    socket.once("error", fail);
    socket.once("secureConnect", () => {
      socket.off("error", fail);
      socket.setTimeout(0);
      const mistrust = mistrustOf(socket, this.#endpoint, this.#pin);
      if (mistrust) fail(new StrataError(exitCodes.refused, mistrust));
      else done(null, socket);
    });
  }
}

/** A node whose disk is slow takes a file's last bytes without a word for minutes. */
const uploadPatience = 5 * 60_000;

/**
 * One request to `/api2/json<path>`, with parameters as a form. Throws in one line: exit 3 when the token is refused or
 * lacks a privilege, exit 4 when the host does not answer or is in trouble.
 *
 * @param signal ends it before its answer, for who waits for a file to be sent
 */
export function request<T>(
  { endpoint, agent, token }: Connection,
  method: "GET" | "POST" | "DELETE",
  path: string,
  form?: URLSearchParams | FileForm,
  signal?: AbortSignal,
): Promise<Answer<T>> {
  return new Promise((resolve, reject) => {
    const file = form instanceof URLSearchParams ? undefined : form;
    const type = file
      ? { "Content-Type": file.type, "Content-Length": file.length }
      : form && { "Content-Type": "application/x-www-form-urlencoded" };
    const headers = { Accept: "application/json", ...authorization(token), ...type };
    const timeout = file ? uploadPatience : 2 * patience;
    const options = { method, agent, headers, timeout, ...(signal && { signal }) };
    const asked = https.request(`${endpoint}/api2/json${path}`, options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", (error) => reject(unreachable(endpoint, error)));
      response.on("end", () => {
        const { statusCode = 0, statusMessage = "" } = response;
        if (statusCode !== 200) return reject(refusal(endpoint, `${method} ${path}`, statusCode, statusMessage, token));
        const data = dataOf(Buffer.concat(chunks).toString());
        if (data == null)
          return reject(
            new StrataError(
              exitCodes.unreachable,
              `${endpoint} does not answer as Proxmox VE does; is the port right?`,
            ),
          );
        resolve({ data: data as T, clock: Date.parse(response.headers.date ?? "") });
      });
    });
    asked.on("timeout", () => asked.destroy(Object.assign(new Error(), { code: "ETIMEDOUT" })));
    asked.on("error", (error) => reject(unreachable(endpoint, error)));
    if (file) file.send(asked).catch((error: Error) => asked.destroy(error));
    else asked.end(form?.toString());
  });
}

function dataOf(body: string): unknown {
  try {
    return JSON.parse(body).data;
  } catch {
    return undefined;
  }
}

/** What an answer other than 200 means. Proxmox puts its message into the reason phrase. */
function refusal(endpoint: string, what: string, status: number, reason: string, token: string): StrataError {
  if (token === "" && status === 401)
    return new StrataError(
      exitCodes.refused,
      `${endpoint} does not let you in: ${reason}; is PROXMOX_VE_PASSWORD right?`,
    );
  const who = tokenName(token);
  if (status === 401)
    return new StrataError(
      exitCodes.refused,
      `${endpoint} refuses the API token ${who}: ${reason}; make a new one with \`pveum user token add ${who.replace("!", " ")}\``,
    );
  if (status === 403)
    return new StrataError(
      exitCodes.refused,
      `${endpoint}: the API token ${who} may not ${what.replace("GET ", "look at ")}: ${reason}; \`pveum acl modify\` on the host grants it`,
    );
  return new StrataError(
    exitCodes.unreachable,
    `${endpoint}: ${what} ended with ${status} ${reason}; look at the host's log, then try again`,
  );
}
