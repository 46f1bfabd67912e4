import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The keys of a simulator's SSH side. */
export interface SshKeys {
  /** Private key of the nodes, OpenSSH form. */
  readonly hostKey: string;
  /** SHA-256 of the host key as ssh prints it: SHA256:… */
  readonly hostFingerprint: string;
  /** Public half of the key that may log in as root, a line as in authorized_keys. */
  readonly clientPublicKey: string;
  /** Where its private half lies, readable by its owner only. */
  readonly clientPrivateKeyFile: string;
}

/** The keys kept in `folder` (ed25519), made on first use. */
export function sshKeys(folder: string): SshKeys {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const clientPrivateKeyFile = join(folder, "id_ed25519");
  const host = keyPair(join(folder, "ssh_host_ed25519_key"), "host key of proxmox-simulator");
  const client = keyPair(clientPrivateKeyFile, "root of proxmox-simulator");
  return {
    hostKey: host.privateKey,
    hostFingerprint: keyFingerprint(Buffer.from(host.publicKey.split(" ")[1] ?? "", "base64")),
    clientPublicKey: client.publicKey,
    clientPrivateKeyFile,
  };
}

/** SHA-256 of a public key in its wire form, as ssh prints it. */
export function keyFingerprint(publicKey: Buffer): string {
  return `SHA256:${createHash("sha256").update(publicKey).digest("base64").replace(/=+$/, "")}`;
}

/** A private key in OpenSSH's form and its public half as a line of authorized_keys. */
export interface KeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

function keyPair(file: string, comment: string): KeyPair {
  if (existsSync(file) && existsSync(`${file}.pub`)) {
    return { privateKey: readFileSync(file, "utf8"), publicKey: readFileSync(`${file}.pub`, "utf8").trim() };
  }
  const made = newKeyPair(comment);
  writeFileSync(file, made.privateKey, { mode: 0o600 });
  writeFileSync(`${file}.pub`, `${made.publicKey}\n`);
  return made;
}

/**
 * A new ed25519 key (OpenSSH's PROTOCOL.key). Made here because ssh2 1.17.0 drops leading zeros and writes an unreadable key about
 * once in four hundred times. Both halves are taken as they were made, the last 32 octets of their DER (RFC 8410): told as a JWK
 * afterwards, a key that is just being swept up stops Node 20 for good, which waits for a lock that it holds.
 */
export function newKeyPair(comment: string): KeyPair {
  const made = generateKeyPairSync("ed25519", {
    publicKeyEncoding: { type: "spki", format: "der" },
    privateKeyEncoding: { type: "pkcs8", format: "der" },
  });
  const octets = made.publicKey.subarray(-32);
  const seed = made.privateKey.subarray(-32);
  const wire = Buffer.concat([string(TYPE), string(octets)]);
  const check = randomBytes(4);
  const secret = Buffer.concat([check, check, wire, string(Buffer.concat([seed, octets])), string(comment)]);
  const padding = Buffer.from([1, 2, 3, 4, 5, 6, 7].slice(0, (8 - (secret.length % 8)) % 8));
  const body = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    string("none"),
    string("none"),
    string(""),
    Buffer.from([0, 0, 0, 1]),
    string(wire),
    string(Buffer.concat([secret, padding])),
  ]);
  const lines = body.toString("base64").match(/.{1,70}/g) ?? [];
  return {
    privateKey: `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join("\n")}\n-----END OPENSSH PRIVATE KEY-----\n`,
    publicKey: `${TYPE} ${wire.toString("base64")} ${comment}`,
  };
}

const TYPE = "ssh-ed25519";

/** A string of the SSH protocol: its length in four octets, then itself (RFC 4251, 5). */
function string(content: string | Buffer): Buffer {
  const octets = Buffer.from(content);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(octets.length);
  return Buffer.concat([length, octets]);
}
