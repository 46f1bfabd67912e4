import { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import tls from "node:tls";

/** What makes a host's certificate believable, and where a person wrote it. */
export type Pin = { readonly source: string } & (
  | { readonly kind: "ca"; readonly certificate: string }
  | { readonly kind: "fingerprint"; readonly fingerprint: string }
);

/** Code with which Node tells of a name; it looks at names only where the chain of certificates holds. */
const otherName = "ERR_TLS_CERT_ALTNAME_INVALID";

/**
 * Opens a connection on which nothing may be sent before `mistrustOf` has judged its peer. TLS 1.3 is the least that the
 * provider takes (its `min_tls`), so less is not accepted here either.
 */
export function connect(host: string, port: number, pin: Pin): tls.TLSSocket {
  return tls.connect({
    host,
    port,
    minVersion: "TLSv1.3",
    rejectUnauthorized: false,
    ...(isIP(host) ? {} : { servername: host }),
    ...(pin.kind === "ca" ? { ca: pin.certificate } : {}),
  });
}

/**
 * Why the peer of an open connection is not the one that is pinned, in one line; nothing when it is. A fingerprint pins
 * the certificate itself, yet its dates and names must hold as well: the provider refuses it otherwise.
 */
export function mistrustOf(socket: tls.TLSSocket, endpoint: string, pin: Pin): string | undefined {
  const shown = certificateOf(socket);
  if (!shown) return `${endpoint} shows no certificate`;
  return (
    notThePinned(shown, endpoint, pin) ??
    outOfDate(shown, `${endpoint}: the certificate`) ??
    notSigned(socket, shown, endpoint, pin) ??
    misnamed(shown, endpoint)
  );
}

/** What the peer shows. (`getPeerX509Certificate` takes it out of the chain: asked twice, it gives another one.) */
export function certificateOf(socket: tls.TLSSocket): X509Certificate | undefined {
  const { raw } = socket.getPeerCertificate();
  return raw ? new X509Certificate(raw) : undefined;
}

const advice =
  "not the host it should be, or its certificate was renewed: compare with `pvenode cert info` on the host";

function notThePinned(shown: X509Certificate, endpoint: string, pin: Pin): string | undefined {
  if (pin.kind === "ca" || shown.fingerprint256 === pin.fingerprint.toUpperCase()) return undefined;
  return `${endpoint} shows certificate ${shown.fingerprint256}, but ${pin.source} pins ${pin.fingerprint}; ${advice}`;
}

/**
 * Any fault of the chain counts, dates too: OpenSSL tells the last one that it found, and who signs with an authority of
 * their own that has expired would hide behind its date that nobody knows it.
 */
function notSigned(socket: tls.TLSSocket, shown: X509Certificate, endpoint: string, pin: Pin): string | undefined {
  // Node puts OpenSSL's code here as a string, although it is typed as an Error.
  const code = socket.authorizationError && String(socket.authorizationError);
  if (pin.kind === "fingerprint" || !code || code === otherName) return undefined;
  const authority = new X509Certificate(pin.certificate);
  return (
    outOfDate(authority, `${pin.source}: the CA`) ??
    `${endpoint} shows certificate ${shown.fingerprint256}, which the CA ${authority.fingerprint256} of ${pin.source} did not sign; ${advice}`
  );
}

/** @param named which certificate it is, such as `https://192.168.88.10:8006: the certificate` */
function outOfDate({ validFrom, validTo }: X509Certificate, named: string): string | undefined {
  const now = Date.now();
  const renew = "renew it on the host with `pvecm updatecerts --force`, or mend this machine's clock";
  if (now > Date.parse(validTo)) return `${named} expired on ${validTo}; ${renew}`;
  if (now < Date.parse(validFrom)) return `${named} is not valid before ${validFrom}; ${renew}`;
  return undefined;
}

/** The common name does not count: Go, and so the provider, looks at the alternative names alone. */
function misnamed(shown: X509Certificate, endpoint: string): string | undefined {
  const host = hostOf(endpoint);
  const meant = isIP(host) ? shown.checkIP(host) : shown.checkHost(host, { subject: "never" });
  const names = shown.subjectAltName ?? "nothing";
  return meant
    ? undefined
    : `${endpoint}: the certificate is not for ${host} but for ${names}; use one of these in the endpoint`;
}

/** Host of an endpoint without the brackets of an IPv6 address. */
export function hostOf(endpoint: string): string {
  return new URL(endpoint).hostname.replace(/^\[|\]$/g, "");
}

/** Port of an endpoint; 443 when it names none. */
export function portOf(endpoint: string): number {
  return Number(new URL(endpoint).port || 443);
}
