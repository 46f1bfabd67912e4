import { X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { rootCertificates } from "node:tls";
import { exitCodes, StrataError } from "../../model/exit.ts";
import { writeWhole } from "../../toolchain/write-whole.ts";

/** Where Linux distributions and the BSDs keep the CAs of the system, in the order in which Go looks for them. */
const systemBundles = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/pki/tls/cacert.pem",
  "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
  "/etc/ssl/cert.pem",
];

/** Where our own part of a bundle begins, so that a bundle made from a bundle does not keep an old pin. */
const pinned = "# Pinned by site.yaml\n";

/**
 * Writes the file for `SSL_CERT_FILE`: the CAs that a program would trust anyway (the user's own `SSL_CERT_FILE`, else
 * the system's, else those that Node brings), so that registries stay reachable, and the pinned certificate.
 */
export async function writeTrustBundle(file: string, certificate: string, userBundle?: string): Promise<void> {
  const bundle = `${usualTrust(userBundle).trimEnd()}\n${pinned}${certificate.trimEnd()}\n`;
  if (existsSync(file) && readFileSync(file, "utf8") === bundle) return;
  await writeWhole(file, bundle);
}

/** The certificate that a bundle pins already, PEM, if it has this fingerprint: then nobody needs to be asked. */
export function pinnedBefore(file: string, fingerprint: string): string | undefined {
  if (!existsSync(file)) return undefined;
  const certificate = readFileSync(file, "utf8").split(pinned)[1];
  try {
    return certificate && new X509Certificate(certificate).fingerprint256 === fingerprint.toUpperCase()
      ? certificate
      : undefined;
  } catch {
    return undefined; // cut short by a full disk, say: it is written anew
  }
}

function usualTrust(userBundle: string | undefined): string {
  if (!userBundle) {
    const system = systemBundles.find((file) => existsSync(file));
    return system ? readFileSync(system, "utf8") : rootCertificates.join("\n");
  }
  try {
    return readFileSync(userBundle, "utf8").split(pinned)[0] ?? "";
  } catch {
    const message = `SSL_CERT_FILE names ${userBundle}, which cannot be read; unset it, or name a file of PEM certificates`;
    throw new StrataError(exitCodes.wrongInput, message);
  }
}
