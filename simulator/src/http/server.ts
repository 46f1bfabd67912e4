/** The HTTPS side: turns requests into calls and answers into Proxmox's bytes. */
import { rm } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { authenticate, isUpload } from "../access/authenticate.ts";
import type { Cluster } from "../cluster.ts";
import { showFace } from "../face/serve.ts";
import { administer } from "../faults/admin.ts";
import { type Answer, dispatch } from "../kernel/dispatch.ts";
import { PveError } from "../kernel/error.ts";
import type { Router } from "../kernel/router.ts";
import type { Credentials } from "../permission/caller.ts";
import { checkFraming, formFields, hasBody, readFields } from "./body.ts";
import { readUpload } from "./multipart.ts";
import { showVolume } from "./volumes.ts";

export interface HttpOptions {
  readonly port: number;
  readonly certificate: string;
  readonly privateKey: string;
  /** Lets in to the faults (faults/admin.ts). */
  readonly secret: string;
  /** Where uploads wait until a storage takes them. */
  readonly uploadFolder: string;
}

/** `/api2/json/version` is the path `/version` in the format `json`. */
const address = /^\/api2\/+([a-z][a-z0-9]+)(\/.*)?$/;

/** Listens on 127.0.0.1. @returns the server once it is ready */
export async function serve(cluster: Cluster, router: Router, options: HttpOptions): Promise<Server> {
  const server = createServer(
    {
      cert: options.certificate,
      key: options.privateKey,
      minVersion: "TLSv1.2",
      keepAlive: true,
      // As Proxmox's, it does not ask what is spoken inside, nor who is meant: HTTP/1.0 is answered too.
      ALPNProtocols: [],
      requireHostHeader: false,
    },
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
  const [, format = "", below = "/"] = address.exec(whole) ?? [];
  if (format === "") {
    if (showFace(cluster, request, response)) return;
    if (await administer(cluster.faults, options.secret, request, response)) return;
    if (showVolume(cluster, options.secret, request, response)) return;
    return whole.startsWith("/api2")
      ? plain(response, 501, "no such uri")
      : plain(response, 500, `no such file '${whole}'`);
  }
  const path = below.endsWith("/") ? below.replace(/\/+$/, "") || "/" : below;
  const method = request.method ?? "GET";
  const query = question < 0 ? {} : formFields(url.slice(question + 1));
  const { faults } = cluster;
  const user = () => userOf(senderOf(cluster, method, path, request));
  const met = faults.none ? undefined : await faults.request({ on: "request", method, path, user });
  const trouble = met?.trouble;
  if (trouble && "lost" in trouble && trouble.lost === "request") return void response.socket?.destroy();
  if (trouble && "answer" in trouble) return plain(response, trouble.answer.status, trouble.answer.message);
  try {
    checkFraming(request);
    const sender = senderOf(cluster, method, path, request);
    const known = !(sender instanceof PveError);
    if (known && format !== "json" && format !== "extjs") {
      throw new PveError(501, `no formatter for uri ${path}, ${format}`);
    }
    const multipart = request.headers["content-type"]?.startsWith("multipart/form-data") && isUpload(method, path);
    const upload = multipart && known ? await readUpload(request, options.uploadFolder) : undefined;
    const body = upload ? upload.fields : known && hasBody(request) ? await readFields(request) : {};
    const file = upload?.file;
    const answer = await dispatch(cluster, router, {
      method,
      path,
      given: question < 0 ? body : { ...body, ...query },
      sender,
      ...(file && { file }),
    });
    if (file && answer.status !== 200) await rm(file.path, { force: true });
    met?.answered(answer.data);
    if (trouble && "lost" in trouble) response.socket?.destroy();
    else send(response, format, answer, trouble !== undefined);
  } catch (error) {
    if (!(error instanceof PveError)) throw error;
    cluster.journal.request({ method, path, parameters: query, status: error.status, message: error.message });
    request.resume();
    plain(response, error.status, error.message);
  }
}

/** Who asks, or why that cannot be told. */
function senderOf(
  cluster: Cluster,
  method: string,
  path: string,
  { headers }: IncomingMessage,
): Credentials | PveError {
  const { cookie, authorization } = headers;
  const csrfToken = headers.csrfpreventiontoken as string | undefined;
  try {
    return authenticate(cluster, { method, path, cookie, authorization, csrfToken });
  } catch (error) {
    if (error instanceof PveError) return error;
    throw error;
  }
}

const userOf = (sender: Credentials | PveError): string | undefined =>
  sender instanceof PveError ? undefined : sender.id;

/** @param half ends the connection in the middle of the body */
function send(response: ServerResponse, format: string, answer: Answer, half: boolean): void {
  const { status, message, bare } = answer;
  if (bare) {
    head(response, status, message ?? "", undefined, 0);
    response.end();
    return;
  }
  // What runs in browsers asks in this format: it is told of a refusal inside of the body.
  const inside = format === "extjs";
  const body = inside
    ? JSON.stringify({ ...told(answer), success: status === 200 ? 1 : 0, ...(status !== 200 && { status }) })
    : JSON.stringify(told(answer));
  const [code, reason] = inside ? [200, undefined] : [status, message];
  const length = Buffer.byteLength(body);
  head(response, code, reason, "application/json;charset=UTF-8", length);
  if (half) response.write(body.slice(0, body.length / 2), () => response.socket?.destroy());
  // Of ASCII alone both encodings make the same bytes, and Node copies those of Latin-1 as they are.
  else response.end(body, length === body.length ? "latin1" : "utf8");
}

const told = ({ status, data, attributes, message, errors }: Answer) =>
  status === 200 ? { data: data ?? null, ...attributes } : { data: null, ...(errors && { errors }), message };

function plain(response: ServerResponse, status: number, text: string): void {
  head(response, status, text, "text/plain;charset=UTF-8", Buffer.byteLength(text));
  response.end(text);
}

function head(
  response: ServerResponse,
  status: number,
  message: string | undefined,
  type: string | undefined,
  length: number,
): void {
  response.writeHead(status, message === undefined ? "OK" : reasonOf(message), {
    "Cache-Control": "max-age=0",
    "Content-Length": length,
    ...(type && { "Content-Type": type }),
    Pragma: "no-cache",
    Server: "pve-api-daemon/3.0",
  });
}

/** The reason phrase carries the first line of the message: Latin-1 letters alone may stand there. */
const reasonOf = (message: string): string => (message.split("\n")[0] ?? "").replaceAll(/[^\x20-\x7e\xa0-\xff]/g, "?");
