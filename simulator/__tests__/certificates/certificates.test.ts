import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "@jest/globals";
import { certificate } from "../../src/pki/certificate.ts";
import { withSimulator } from "../api.ts";

const path = "/nodes/pve/certificates/custom";
const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const subject = [["CN", "pve.home.arpa"]] as const;
const use = { kind: "server", names: ["pve.home.arpa", "192.168.1.10"] } as const;
const certificates = certificate({ subject, publicKey, days: 30, use }, { name: subject, privateKey });
const key = String(privateKey.export({ type: "pkcs8", format: "pem" }));

test("a certificate is shown beside the cluster's own, and gone when it is removed", async () => {
  await withSimulator(async (api, { fingerprint }) => {
    expect((await api.post(path, { certificates, key, restart: 1 })).data).toMatchObject({
      filename: "pveproxy-ssl.pem",
      subject: "/CN=pve.home.arpa",
      san: ["pve.home.arpa", "192.168.1.10"],
      "public-key-type": "id-ecPublicKey",
      "public-key-bits": 256,
    });
    const { data } = await api.get("/nodes/pve/certificates/info");
    expect(data.map(({ filename }: { filename: string }) => filename)).toEqual([
      "pve-root-ca.pem",
      "pve-ssl.pem",
      "pveproxy-ssl.pem",
    ]);
    expect(data[1].fingerprint).toBe(fingerprint);
    expect(data[2].notafter - data[2].notbefore).toBe(30 * 86_400 + 3_600);
    await api.delete(path);
    expect((await api.get("/nodes/pve/certificates/info")).data).toHaveLength(2);
  });
});

test("one is replaced only by force, and no key but its own is taken", async () => {
  await withSimulator(async (api) => {
    expect((await api.post(path, { certificates })).errors).toEqual({
      key: "Attempted to upload custom certificate without (existing) key.",
    });
    await api.post(path, { certificates, key });
    expect(await api.post(path, { certificates, key })).toMatchObject({
      status: 500,
      reason: "Custom certificate file exists but force flag is not set.",
    });
    expect((await api.post(path, { certificates, force: 1 })).status).toBe(200);
    const other = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
    const wrong = String(other.export({ type: "pkcs8", format: "pem" }));
    expect(await api.post(path, { certificates, key: wrong, force: 1 })).toMatchObject({
      reason: "Setting certificate files failed - key does not match the certificate (chain)",
    });
    expect((await api.post(path, { certificates: "no", key })).errors?.certificates).toContain("not a valid PEM");
  });
});

test("the list of nodes tells which certificate a node shows", async () => {
  await withSimulator(async (api, simulator) => {
    const shown = async () => (await api.get("/nodes")).data[0].ssl_fingerprint;
    expect(await shown()).toBe(simulator.fingerprint);
    await api.post(path, { certificates, key });
    expect(await shown()).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    expect(await shown()).not.toBe(simulator.fingerprint);
  });
});
