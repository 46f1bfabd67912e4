/** Asking a registry for images. Source: the OCI distribution specification 1.1; the words are those of skopeo. */
import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { ask, FetchError } from "../downloads/loopback.ts";
import type { Source } from "./reference.ts";

/** What went wrong, as skopeo says it after naming what it was about. */
export class RegistryError extends Error {}

export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
  readonly platform?: { readonly os: string; readonly architecture: string };
}

/** A repository that answers. */
export interface Repository {
  /** `https://127.0.0.1:5000/v2/lab/web` */
  readonly url: string;
  readonly source: Source;
}

const manifests = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
].join(", ");

/** Looks whether a registry is there: over TLS first, without it where that will do. @throws RegistryError */
export async function reach(source: Source): Promise<Repository> {
  const { registry, repository, insecure } = source;
  let why = "";
  for (const scheme of insecure ? ["https", "http"] : ["https"]) {
    const base = `${scheme}://${registry}/v2/`;
    try {
      const answer = await ask("GET", base, { verify: !insecure, agent: "skopeo/1.18.0" });
      answer.resume();
      if (answer.statusCode === 200) return { url: `${base}${repository}`, source };
      why =
        answer.statusCode === 401
          ? `unauthorized: authentication required`
          : `received unexpected HTTP status: ${answer.statusCode} ${answer.statusMessage}`;
    } catch (error) {
      if (!(error instanceof FetchError)) throw error;
      why ||= `Get "${base}": ${wording(error)}`;
    }
  }
  throw new RegistryError(`pinging container registry ${registry}: ${why}`);
}

function wording({ kind, host, port, message }: FetchError): string {
  if (kind === "unresolved") return `dial tcp: lookup ${host}: no such host`;
  if (kind === "untrusted") return "tls: failed to verify certificate: x509: certificate signed by unknown authority";
  if (/wrong version number|packet length too long/i.test(message)) {
    return "http: server gave HTTP response to HTTPS client";
  }
  return `dial tcp ${host}:${port}: connect: ${message.toLowerCase()}`;
}

/** @throws RegistryError in the registry's own words */
async function fetchBelow({ url, source }: Repository, path: string, what: string): Promise<IncomingMessage> {
  const answer = await ask("GET", `${url}/${path}`, {
    verify: !source.insecure,
    agent: "skopeo/1.18.0",
    accept: path.startsWith("manifests/") ? manifests : "*/*",
  });
  if (answer.statusCode === 200) return answer;
  const text = (await bodyOf(answer)).toString();
  throw new RegistryError(`${what}: ${complaint(text) ?? `received unexpected HTTP status: ${answer.statusCode}`}`);
}

/** `{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}` */
function complaint(text: string): string | undefined {
  try {
    const { errors } = JSON.parse(text) as { errors?: readonly { message?: unknown }[] };
    const message = errors?.[0]?.message;
    return typeof message === "string" ? message : undefined;
  } catch {
    return undefined;
  }
}

async function bodyOf(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** @param name a tag or a digest */
export async function fetchManifest(repository: Repository, name: string): Promise<unknown> {
  const { source } = repository;
  const what = `reading manifest ${name} in ${source.registry}/${source.repository}`;
  const body = await bodyOf(await fetchBelow(repository, `manifests/${name}`, what));
  if (name.startsWith("sha256:") && digestOf(body) !== name) {
    throw new RegistryError(`${what}: manifest content does not match its digest`);
  }
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new RegistryError(`${what}: invalid character in manifest`);
  }
}

/** The bytes of a blob as they come; they are held against its digest at their end. */
export async function* fetchBlob(repository: Repository, { digest }: Descriptor): AsyncGenerator<Buffer> {
  const hash = createHash("sha256");
  for await (const chunk of await fetchBelow(repository, `blobs/${digest}`, `reading blob ${digest}`)) {
    hash.update(chunk as Buffer);
    yield chunk as Buffer;
  }
  const got = `sha256:${hash.digest("hex")}`;
  if (got !== digest) throw new RegistryError(`writing blob: Digest did not match, expected ${digest}, got ${got}`);
}

/** @throws RegistryError */
export async function fetchTags(repository: Repository): Promise<readonly string[]> {
  const body = await bodyOf(await fetchBelow(repository, "tags/list", "fetching tags list"));
  const { tags } = JSON.parse(body.toString()) as { tags?: readonly string[] };
  return tags ?? [];
}

export const digestOf = (content: Buffer): string => `sha256:${createHash("sha256").update(content).digest("hex")}`;
