import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import tls from "node:tls";
import { expect, test } from "@jest/globals";
import { connect, mistrustOf } from "../../../scripts/target/certificate.ts";
import { certificate, type DistinguishedName } from "../../../simulator/src/pki/certificate.ts";

interface Authority {
  readonly name: DistinguishedName;
  readonly privateKey: KeyObject;
  /** PEM. */
  readonly certificate: string;
}

const keyPair = () => generateKeyPairSync("ec", { namedCurve: "P-256" });

/** @param days from now until it expires; below zero it has expired */
function authority(name: string, days: number): Authority {
  const { publicKey, privateKey } = keyPair();
  const signer = { name: [["CN", name]] as const, privateKey };
  const request = { subject: signer.name, publicKey, days, use: { kind: "authority" } } as const;
  return { ...signer, certificate: certificate(request, signer) };
}

/** Why a host is mistrusted that shows a certificate of `signer`, and that authority too. */
async function mistrust(signer: Authority, days: number, pinned: Authority): Promise<string | undefined> {
  const { publicKey, privateKey } = keyPair();
  const use = { kind: "server", names: ["127.0.0.1"] } as const;
  const shown = certificate({ subject: [["CN", "asus"]], publicKey, days, use }, signer);
  const key = privateKey.export({ type: "pkcs8", format: "pem" });
  const server = tls.createServer({ key, cert: `${shown}${signer.certificate}` }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const pin = { kind: "ca", certificate: pinned.certificate, source: "home-ca.pem" } as const;
  const socket = connect("127.0.0.1", port, pin);
  try {
    await once(socket, "secureConnect");
    return mistrustOf(socket, `https://127.0.0.1:${port}`, pin)?.replaceAll(String(port), "PORT");
  } finally {
    socket.destroy();
    server.close();
  }
}

const ours = authority("Proxmox Virtual Environment", 3650);

test("a certificate that the pinned CA signed is believed", async () => {
  expect(await mistrust(ours, 365, ours)).toBeUndefined();
});

test.each([
  ["is sound", 3650],
  ["has expired, which is the fault that OpenSSL then tells", -1],
])("a certificate that another CA signed is refused, where that CA %s", async (_how, days) => {
  expect(await mistrust(authority("Somebody else", days), 365, ours)).toMatch(
    /^https:\/\/127\.0\.0\.1:PORT shows certificate .*, which the CA .* of home-ca\.pem did not sign; /,
  );
});

test("a certificate that has expired is refused with its date, whoever signed it", async () => {
  const late = /^https:\/\/127\.0\.0\.1:PORT: the certificate expired on .* GMT; renew it on the host/;
  expect(await mistrust(ours, -1, ours)).toMatch(late);
  expect(await mistrust(authority("Somebody else", -1), -1, ours)).toMatch(late);
});

test("a pinned CA that has expired is told as that", async () => {
  const past = authority("Proxmox Virtual Environment", -1);
  expect(await mistrust(past, 365, past)).toMatch(/^home-ca\.pem: the CA expired on .* GMT; renew it/);
});
