/** Fetching from servers on this machine, as a node fetches from the network: any other host is one that does not resolve. */
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { type IncomingMessage, request as plainRequest } from "node:http";
import { request as securedRequest } from "node:https";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";

/** Why nothing was fetched; `host` and `port` are those that were asked. */
export class FetchError extends Error {
  readonly kind: "unresolved" | "unreachable" | "untrusted" | "broken";
  readonly host: string;
  readonly port: string;

  constructor(kind: FetchError["kind"], url: URL, message: string) {
    super(message);
    this.kind = kind;
    this.host = url.hostname;
    this.port = url.port || (url.protocol === "https:" ? "443" : "80");
  }
}

export interface FetchOptions {
  /** Whether certificates must be trusted. */
  readonly verify: boolean;
  /** How the client names itself. */
  readonly agent: string;
  /** Media types it takes. Default: all. */
  readonly accept?: string;
}

const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i.test(host);

const redirects = 5;
/** Milliseconds without a byte. */
const patience = 30_000;
const certificateFaults = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS/;

/** Asks, and follows to where it is sent. The answer's body is the caller's to read or to leave. @throws FetchError */
export async function ask(method: "GET" | "HEAD", address: string, options: FetchOptions): Promise<IncomingMessage> {
  let url = new URL(address);
  for (let hop = 0; hop <= redirects; hop += 1) {
    const answer = await askOnce(method, url, options);
    const { location } = answer.headers;
    if (location === undefined || (answer.statusCode ?? 0) < 300 || (answer.statusCode ?? 0) > 399) return answer;
    answer.destroy();
    url = new URL(location, url);
  }
  throw new FetchError("broken", url, `${redirects} redirections exceeded.`);
}

function askOnce(method: string, url: URL, { verify, agent, accept = "*/*" }: FetchOptions): Promise<IncomingMessage> {
  if (!isLoopback(url.hostname)) throw new FetchError("unresolved", url, "Name or service not known");
  const send = url.protocol === "https:" ? securedRequest : plainRequest;
  return new Promise((resolve, reject) => {
    const headers = { "User-Agent": agent, Accept: accept };
    const sent = send(url, { method, headers, rejectUnauthorized: verify, agent: false, timeout: patience }, resolve);
    sent.on("timeout", () => sent.destroy(new Error("Connection timed out")));
    sent.on("error", (error: NodeJS.ErrnoException) => {
      const kind = certificateFaults.test(error.code ?? "") ? "untrusted" : "unreachable";
      const message = error.code === "ECONNREFUSED" ? "Connection refused" : error.message;
      reject(new FetchError(kind, url, message));
    });
    sent.end();
  });
}

export interface FetchedFile {
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
}

/** Writes an answer's body into a file. @param through changes it on the way, such as unpacking */
export async function writeBody(
  answer: NodeJS.ReadableStream,
  path: string,
  through?: Transform,
): Promise<FetchedFile> {
  const hash = createHash("sha256");
  let size = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      size += chunk.length;
      done(null, chunk);
    },
  });
  const file = createWriteStream(path, { mode: 0o600 });
  await (through ? pipeline(answer, through, counted, file) : pipeline(answer, counted, file));
  return { size, sha256: hash.digest("hex") };
}
