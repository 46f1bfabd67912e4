import { createPrivateKey, generateKeyPairSync, type KeyObject, randomUUID, X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { join } from "node:path";
import { certificate, type DistinguishedName } from "./certificate.ts";

/** What an HTTPS server needs, and what its clients need to trust it. */
export interface ServerIdentity {
  /** Where the authority's certificate lies, for SSL_CERT_FILE. */
  readonly caFile: string;
  /** Certificate of the authority, PEM. */
  readonly ca: string;
  /** Certificate of the server, PEM. */
  readonly certificate: string;
  /** Private key of the server, PEM. */
  readonly privateKey: string;
  /** SHA-256 of the server's certificate as Proxmox writes it: AA:BB:… */
  readonly fingerprint: string;
}

/** Names under which the server is always reached: it listens on the loopback only. */
const LOOPBACK = ["localhost", "127.0.0.1", "::1"];

/** How long Proxmox's own certificates live: ten years for the authority, two for a node. */
const DAYS = { authority: 3650, server: 730 };

/** A kept certificate that expires within a month is made anew. */
const RENEW_BEFORE = 30 * 86_400_000;

/**
 * The identity kept in `folder`, made on first use and again when it no longer holds: expired, or a name is missing.
 * The authority stays the same as long as it is valid, so a client's trust outlives the server's certificate.
 *
 * @param names node names and addresses beside the loopback's
 */
export function serverIdentity({ folder, names }: { folder: string; names: readonly string[] }): ServerIdentity {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const caFile = join(folder, "ca.pem");
  const all = [...new Set([...LOOPBACK, ...names])];

  const authority = kept(folder, "ca", () => true) ?? keep(folder, "ca", newAuthority());
  const server =
    kept(
      folder,
      "server",
      (held) => held.verify(authority.x509.publicKey) && all.every((name) => covers(held, name)),
    ) ?? keep(folder, "server", newServer(authority, all));

  return {
    caFile,
    ca: authority.certificate,
    certificate: server.certificate,
    privateKey: server.privateKey,
    fingerprint: server.x509.fingerprint256,
  };
}

interface Held {
  readonly certificate: string;
  readonly privateKey: string;
  readonly x509: X509Certificate;
}

function newAuthority(): Held {
  const keys = newKeys();
  const subject = authorityName(randomUUID());
  return held(
    certificate(
      { subject, publicKey: keys.publicKey, days: DAYS.authority, use: { kind: "authority" } },
      { name: subject, privateKey: keys.privateKey },
    ),
    keys.privateKey,
  );
}

function newServer(authority: Held, names: readonly string[]): Held {
  const keys = newKeys();
  const subject: DistinguishedName = [
    ["OU", "PVE Cluster Node"],
    ["O", "Proxmox Virtual Environment"],
    ["CN", names.find((name) => !LOOPBACK.includes(name)) ?? "localhost"],
  ];
  const cluster = /^OU=(.+)$/m.exec(authority.x509.subject)?.[1] ?? "";
  return held(
    certificate(
      { subject, publicKey: keys.publicKey, days: DAYS.server, use: { kind: "server", names } },
      { name: authorityName(cluster), privateKey: createPrivateKey(authority.privateKey) },
    ),
    keys.privateKey,
  );
}

/** Proxmox names its authority after the cluster, which it knows by a random id. */
function authorityName(cluster: string): DistinguishedName {
  return [
    ["CN", "Proxmox Virtual Environment"],
    ["OU", cluster],
    ["O", "PVE Cluster Manager CA"],
  ];
}

const newKeys = () => generateKeyPairSync("ec", { namedCurve: "P-256" });

function held(certificate: string, privateKey: KeyObject): Held {
  const key = privateKey.export({ format: "pem", type: "pkcs8" }).toString();
  return { certificate, privateKey: key, x509: new X509Certificate(certificate) };
}

function kept(folder: string, name: string, holds: (certificate: X509Certificate) => boolean): Held | undefined {
  const [certificateFile, keyFile] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
  if (!existsSync(certificateFile) || !existsSync(keyFile)) return undefined;
  const [certificate, privateKey] = [readFileSync(certificateFile, "utf8"), readFileSync(keyFile, "utf8")];
  const [x509, key] = readable(
    () => [new X509Certificate(certificate), createPrivateKey(privateKey)] as const,
    certificateFile,
  );
  const fresh = Date.parse(x509.validTo) - Date.now() > RENEW_BEFORE;
  return fresh && x509.checkPrivateKey(key) && holds(x509) ? { certificate, privateKey, x509 } : undefined;
}

function readable<T>(read: () => T, file: string): T {
  try {
    return read();
  } catch {
    throw new Error(`${file}: it or its key cannot be read; remove both and they are made anew`);
  }
}

function keep(folder: string, name: string, made: Held): Held {
  writeFileSync(join(folder, `${name}.key`), made.privateKey, { mode: 0o600 });
  writeFileSync(join(folder, `${name}.pem`), made.certificate);
  return made;
}

const covers = (certificate: X509Certificate, name: string) =>
  (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined;
