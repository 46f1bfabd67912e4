import { generateKeyPairSync } from "node:crypto";
import { certificate as signed } from "../../../../simulator/src/pki/certificate.ts";
import type { Life } from "../life.ts";

const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });

/** Signed by itself, for one name. */
function pemFor(name: string): string {
  const subject = [["CN", name]] as const;
  const request = { subject, publicKey, days: 30, use: { kind: "server", names: [name] } } as const;
  return signed(request, { name: subject, privateKey });
}

export const certificate: Life = {
  address: "proxmox_virtual_environment_certificate.pve",
  created: {
    node_name: "pve",
    certificate: pemFor("pve.home.arpa"),
    private_key: privateKey.export({ type: "pkcs8", format: "pem" }),
  },
  updated: { certificate: pemFor("pve.lab.home.arpa") },
  seen: {
    at: "/nodes/pve/certificates/info",
    created: [{}, {}, { filename: "pveproxy-ssl.pem", san: ["pve.home.arpa"], subject: "/CN=pve.home.arpa" }],
    updated: [{}, {}, { filename: "pveproxy-ssl.pem", san: ["pve.lab.home.arpa"] }],
    gone: [{ filename: "pve-root-ca.pem" }, { filename: "pve-ssl.pem" }],
  },
};
