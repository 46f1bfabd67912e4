import { createHash, createPublicKey, type KeyObject, randomBytes, sign } from "node:crypto";
import { isIP } from "node:net";
import * as der from "./der.ts";

/** A distinguished name in the order it is written: attribute and value. */
export type DistinguishedName = readonly (readonly ["O" | "OU" | "CN", string])[];

/** What a certificate says about its holder. */
export interface CertificateRequest {
  readonly subject: DistinguishedName;
  readonly publicKey: KeyObject;
  /** Days from now until it expires. */
  readonly days: number;
  /** An authority may sign others; a server is known by its names and addresses. */
  readonly use: { readonly kind: "authority" } | { readonly kind: "server"; readonly names: readonly string[] };
}

/** Who vouches for a certificate: a name and a P-256 key. */
export interface Signer {
  readonly name: DistinguishedName;
  readonly privateKey: KeyObject;
}

const ATTRIBUTES = { O: "2.5.4.10", OU: "2.5.4.11", CN: "2.5.4.3" };
const ECDSA_WITH_SHA256 = der.sequence(der.objectIdentifier("1.2.840.10045.4.3.2"));
const DAY = 86_400_000;
/** A certificate is valid a little before it was made, for clients whose clock is behind. */
const CLOCK_SKEW = 3_600_000;

/** A signed X.509 version 3 certificate in PEM (RFC 5280), ECDSA over SHA-256. */
export function certificate(request: CertificateRequest, signer: Signer): string {
  const now = Date.now();
  const body = der.sequence(
    der.context(0, der.integer(2n)),
    der.integer(BigInt(`0x${randomBytes(16).toString("hex")}`)),
    ECDSA_WITH_SHA256,
    distinguishedName(signer.name),
    der.sequence(der.time(new Date(now - CLOCK_SKEW)), der.time(new Date(now + request.days * DAY))),
    distinguishedName(request.subject),
    publicKeyInfo(request.publicKey),
    der.context(3, der.sequence(...extensions(request, signer))),
  );
  const signature = sign("sha256", body, signer.privateKey);
  return der.pem("CERTIFICATE", der.sequence(body, ECDSA_WITH_SHA256, der.bitString(signature)));
}

function distinguishedName(name: DistinguishedName): Buffer {
  return der.sequence(
    ...name.map(([attribute, value]) =>
      der.set(der.sequence(der.objectIdentifier(ATTRIBUTES[attribute]), der.utf8String(value))),
    ),
  );
}

function extensions({ use, publicKey }: CertificateRequest, signer: Signer): Buffer[] {
  const keyIds = [
    extension("2.5.29.14", der.octetString(keyId(publicKey))),
    extension("2.5.29.35", der.sequence(der.contextOctets(0, keyId(createPublicKey(signer.privateKey))))),
  ];
  if (use.kind === "authority") {
    return [
      critical("2.5.29.19", der.sequence(der.boolean(true))),
      critical("2.5.29.15", der.bitString(Buffer.from([KEY_CERT_SIGN | CRL_SIGN]), 1)),
      ...keyIds,
    ];
  }
  return [
    critical("2.5.29.19", der.sequence()),
    critical("2.5.29.15", der.bitString(Buffer.from([DIGITAL_SIGNATURE]), 7)),
    extension("2.5.29.37", der.sequence(der.objectIdentifier(SERVER_AUTHENTICATION))),
    extension("2.5.29.17", der.sequence(...use.names.map(alternativeName))),
    ...keyIds,
  ];
}

const DIGITAL_SIGNATURE = 0x80;
const KEY_CERT_SIGN = 0x04;
const CRL_SIGN = 0x02;
const SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";

const extension = (id: string, value: Buffer) => der.sequence(der.objectIdentifier(id), der.octetString(value));

const critical = (id: string, value: Buffer) =>
  der.sequence(der.objectIdentifier(id), der.boolean(true), der.octetString(value));

/** A DNS name is [2], an address [7] in its binary form. */
function alternativeName(name: string): Buffer {
  return isIP(name) ? der.contextOctets(7, addressOctets(name)) : der.contextOctets(2, Buffer.from(name));
}

function addressOctets(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split(".").map(Number));
  const [head = "", tail] = address.split("::");
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  const zeros = Array<number>(8 - left.length - right.length).fill(0);
  return Buffer.from([...left, ...zeros, ...right].flatMap((group) => [group >> 8, group & 0xff]));
}

const groups = (part: string) => (part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16)));

const publicKeyInfo = (key: KeyObject) => key.export({ format: "der", type: "spki" });

/** SHA-1 of the key as RFC 5280 proposes: a name for the key, no protection. */
const keyId = (key: KeyObject) => createHash("sha1").update(publicKeyInfo(key)).digest();
