/** Certificates of a node: the cluster's own, and one that an administrator brings. Source: PVE::CertHelpers. */
import { createPrivateKey, X509Certificate } from "node:crypto";
import type { Cluster } from "../cluster.ts";
import { refusal } from "../kernel/error.ts";
import { registerFormat } from "../schema/formats.ts";
import { derived } from "../store/derived.ts";
import { slice } from "../store/slice.ts";

export interface StoredCertificate {
  /** `pveproxy-ssl.pem` */
  readonly filename: string;
  /** PEM, perhaps with those that signed it. */
  readonly pem: string;
  readonly key?: string;
}

/** By node and file name; those of the cluster itself are under its name alone. */
export const certificates = slice<StoredCertificate>("certificates");

/** The name of the one that an administrator brings. */
export const customFile = "pveproxy-ssl.pem";
export const customKey = (node: string): string => `${node} ${customFile}`;

const block = /^-----BEGIN ([A-Z0-9 ]+)-----\n[A-Za-z0-9+/=\n]+-----END \1-----\s*$/;
const withoutLeadingText = (text: string) => text.replaceAll("\r\n", "\n").replace(/^[\s\S]*?(?=-----BEGIN)/, "");
const notPem = "not a valid PEM-formatted string.";

registerFormat("pem-string", (text) => (block.test(withoutLeadingText(text)) ? undefined : notPem));
registerFormat("pem-certificate-chain", (text) =>
  chainOf(text).length > 0 && chainOf(text).every((one) => block.test(one)) ? undefined : notPem,
);

const chainOf = (text: string): string[] =>
  withoutLeadingText(text).match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];

/** Keeps the certificates with which the API is served. */
export function rememberOwn(cluster: Cluster, own: { readonly ca: string; readonly certificate: string }): void {
  cluster.state.change(() => {
    const table = cluster.state.table(certificates);
    table.put("pve-root-ca.pem", { filename: "pve-root-ca.pem", pem: own.ca });
    table.put("pve-ssl.pem", { filename: "pve-ssl.pem", pem: own.certificate });
  });
}

/** @throws 500 when it cannot be read, or the key is another's */
export function demandPair(pem: string, key: string): void {
  try {
    const certificate = new X509Certificate(chainOf(pem)[0] ?? "");
    if (certificate.checkPrivateKey(createPrivateKey(key))) return;
  } catch {
    throw refusal("Setting certificate files failed - could not load certificate (chain)");
  }
  throw refusal("Setting certificate files failed - key does not match the certificate (chain)");
}

/** The certificate that a node shows, as PEM. */
export function shownCertificate(cluster: Cluster, node: string): string {
  const table = cluster.state.table(certificates);
  return (table.get(customKey(node)) ?? table.get("pve-ssl.pem"))?.pem ?? "";
}

/** SHA-256 of the certificate that a node shows, `AA:BB:…`; an administrator's own goes first. */
export function nodeFingerprint(cluster: Cluster, node: string): string | undefined {
  const table = cluster.state.table(certificates);
  const shown = table.get(customKey(node)) ?? table.get("pve-ssl.pem");
  return shown && fingerprintOf(shown);
}

const fingerprintOf = derived(
  ({ pem }: StoredCertificate) => new X509Certificate(chainOf(pem)[0] ?? pem).fingerprint256,
);

/** What a certificate says of itself; its first one when it is a chain. */
export function certificateInfo({ filename, pem }: StoredCertificate) {
  const certificate = new X509Certificate(chainOf(pem)[0] ?? pem);
  const { asymmetricKeyType = "", asymmetricKeyDetails } = certificate.publicKey;
  return {
    filename,
    fingerprint: certificate.fingerprint256,
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    notbefore: Date.parse(certificate.validFrom) / 1000,
    notafter: Date.parse(certificate.validTo) / 1000,
    san: (certificate.subjectAltName ?? "")
      .split(", ")
      .filter((name) => /^(DNS|IP Address):/.test(name))
      .map((name) => name.replace(/^(DNS|IP Address):/, "")),
    pem: certificate.toString(),
    "public-key-type": asymmetricKeyType === "ec" ? "id-ecPublicKey" : `${asymmetricKeyType}Encryption`,
    "public-key-bits": asymmetricKeyDetails?.modulusLength ?? 256,
  };
}

/** `/CN=pve/O=lab`, as OpenSSL writes a name in one line. */
const oneLine = (name: string): string =>
  name
    .split("\n")
    .map((part) => `/${part}`)
    .join("");
