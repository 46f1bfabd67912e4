/** The HTTPS side: turns requests into calls and answers into Proxmox's bytes. */
import { rm } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { authenticate } from "../access/authenticate.ts";
import type { Cluster } from "../cluster.ts";
import { administer } from "../faults/admin.ts";
import { type Answer, dispatch } from "../kernel/dispatch.ts";
import { PveError } from "../kernel/error.ts";
import type { Router } from "../kernel/router.ts";
import type { Credentials } from "../permission/caller.ts";
import { formFields, readFields } from "./body.ts";
import { readUpload } from "./multipart.ts";

export interface HttpOptions {
  readonly port: number;
  readonly certificate: string;
  readonly privateKey: string;
  /** Lets in to the faults (faults/admin.ts). */
  readonly secret: string;
  /** Where uploads wait until a storage takes them. */
  readonly uploadFolder: string;
}

const base = "/api2/json";

/** Listens on 127.0.0.1. @returns the server once it is ready */
export async function serve(cluster: Cluster, router: Router, options: HttpOptions): Promise<Server> {
  const server = createServer(
    { cert: options.certificate, key: options.privateKey, minVersion: "TLSv1.2", keepAlive: true },
    (request, response) => {
      handle(cluster, router, options, request, response).catch((error: unknown) => {
        console.error(error);
        response.destroy();
      });
    },
  );
  server.keepAliveTimeout = 60_000;
  // An upload may take as long as it takes.
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", resolve);
  });
  return server;
}

export const portOf = (server: Server): number => (server.address() as AddressInfo).port;

async function handle(
  cluster: Cluster,
  router: Router,
  options: HttpOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = request.url ?? "/";
  const question = url.indexOf("?");
  const whole = question < 0 ? url : url.slice(0, question);
  if (whole !== base && !whole.startsWith(`${base}/`)) {
    if (await administer(cluster.faults, options.secret, request, response)) return;
    return plain(response, 501, "no such uri");
  }
  const path = whole.slice(base.length).replace(/\/+$/, "") || "/";
  const method = request.method ?? "GET";
  const query = question < 0 ? {} : formFields(url.slice(question + 1));
  const identify = () =>
    authenticate(cluster, {
      method,
      path,
      cookie: request.headers.cookie,
      authorization: request.headers.authorization,
      csrfToken: request.headers.csrfpreventiontoken as string | undefined,
    });
  const met = await cluster.faults.request({ on: "request", method, path, user: () => userOf(identify) });
  const { trouble } = met;
  if (trouble && "lost" in trouble && trouble.lost === "request") return void response.socket?.destroy();
  if (trouble && "answer" in trouble) return plain(response, trouble.answer.status, trouble.answer.message);
  try {
    const multipart = request.headers["content-type"]?.startsWith("multipart/form-data") ?? false;
    if (multipart) identify();
    const upload = multipart ? await readUpload(request, options.uploadFolder) : undefined;
    const fields = upload ? upload.fields : await readFields(request);
    const given = question < 0 ? fields : { ...fields, ...query };
    const file = upload?.file;
    const answer = await dispatch(cluster, router, {
      method,
      path,
      given,
      authenticate: identify,
      ...(file && { file }),
    });
    if (file && answer.status !== 200) await rm(file.path, { force: true });
    met.answered(answer.data);
    if (trouble && "lost" in trouble) response.socket?.destroy();
    else send(response, answer, trouble !== undefined);
  } catch (error) {
    if (!(error instanceof PveError)) throw error;
    cluster.journal.request({ method, path, parameters: query, status: error.status, message: error.message });
    request.resume();
    plain(response, error.status, error.message);
  }
}

/** Who asks, as far as can be told. */
function userOf(identify: () => Credentials): string | undefined {
  try {
    return identify().id;
  } catch (error) {
    if (error instanceof PveError) return undefined;
    throw error;
  }
}

/** @param half ends the connection in the middle of the body */
function send(
  response: ServerResponse,
  { status, data, attributes, message, errors, bare }: Answer,
  half: boolean,
): void {
  if (bare) {
    head(response, status, message ?? "", undefined, 0);
    response.end();
    return;
  }
  const body = JSON.stringify(
    status === 200 ? { data: data ?? null, ...attributes } : { data: null, ...(errors && { errors }), message },
  );
  head(response, status, message ?? "OK", "application/json;charset=UTF-8", Buffer.byteLength(body));
  if (half) response.write(body.slice(0, body.length / 2), () => response.socket?.destroy());
  else response.end(body);
}

function plain(response: ServerResponse, status: number, text: string): void {
  head(response, status, text, "text/plain;charset=UTF-8", Buffer.byteLength(text));
  response.end(text);
}

/** The reason phrase carries the first line of the message: Latin-1 letters alone may stand there. */
function head(
  response: ServerResponse,
  status: number,
  message: string,
  type: string | undefined,
  length: number,
): void {
  const [first = ""] = message.split("\n");
  response.writeHead(status, first.replaceAll(/[^\x20-\x7e\xa0-\xff]/g, "?"), {
    "Cache-Control": "max-age=0",
    "Content-Length": length,
    ...(type && { "Content-Type": type }),
    Pragma: "no-cache",
    Server: "pve-api-daemon/3.0",
  });
}
