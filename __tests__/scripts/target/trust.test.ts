import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { proveTarget, resolveTarget } from "../../../scripts/target/target.ts";
import { selfMade, startHost } from "./host.ts";
import { lab } from "./lab.ts";
import { TargetLab, token } from "./target-lab.ts";

const own = TargetLab.forEachTest();

describe("trust", () => {
  beforeEach(() => {
    process.env.PROXMOX_VE_API_TOKEN = token;
  });

  test("a pinned CA needs nobody to be asked, and is added to what is trusted anyway", async () => {
    const made = own.signedBy(own.host.identity.ca);
    own.write("corporate.pem", selfMade().ca);
    process.env.SSL_CERT_FILE = join(own.root, "corporate.pem");
    const target = await resolveTarget(made, own.root);
    const bundle = readFileSync(target.environment.SSL_CERT_FILE ?? "", "utf8");
    expect(bundle).toContain(readFileSync(join(own.root, "corporate.pem"), "utf8").trim());
    expect(bundle).toContain(own.host.identity.ca.trim());
    expect(own.host.journal).toEqual([]);
    expect(await proveTarget(target, made)).toContainEqual(
      expect.objectContaining({ name: "certificate", detail: "signed by personas/home/home-ca.pem" }),
    );
  });

  test("a CA that did not sign is refused with both fingerprints, before the token is shown", async () => {
    const made = own.signedBy(selfMade().ca);
    const target = await resolveTarget(made, own.root);
    await expect(proveTarget(target, made)).rejects.toMatchObject({
      exit: 3,
      message: expect.stringMatching(
        new RegExp(
          `^${own.host.endpoint} shows certificate ${own.host.identity.fingerprint}, which the CA ([0-9A-F]{2}:){31}[0-9A-F]{2} of personas/home/home-ca.pem did not sign; `,
        ),
      ),
    });
    expect(own.host.journal).toEqual([]);
  });

  test("a CA file that is not there is told with where to get it", async () => {
    const made = lab({ endpoint: own.host.endpoint, trust: { ca: "home-ca.pem" } });
    expect(await own.refused(made)).toEqual([
      3,
      "personas/home/site.yaml: personas/home/home-ca.pem is not a PEM certificate that can be read; copy /etc/pve/pve-root-ca.pem from the host",
    ]);
  });

  test("the certificate of a pinned fingerprint is fetched once; a bundle made from the bundle stays the same", async () => {
    const file = (await resolveTarget(own.pinned(), own.root)).environment.SSL_CERT_FILE ?? "";
    const first = readFileSync(file, "utf8");
    expect(first).toContain(own.host.identity.certificate.trim());
    await own.host.close();
    process.env.SSL_CERT_FILE = file;
    await resolveTarget(own.pinned(), own.root);
    expect(readFileSync(file, "utf8")).toBe(first);
  });

  test("another certificate than the pinned one is never added", async () => {
    const made = lab({ endpoint: own.host.endpoint, trust: { fingerprint: selfMade().fingerprint } });
    expect((await own.refused(made))[0]).toBe(3);
    expect(existsSync(join(own.root, "build/home/trust-site.pem"))).toBe(false);
  });

  test("a certificate for another name is refused although it is the pinned one: the provider would refuse it too", async () => {
    await own.host.close();
    own.host = await startHost({}, { address: "127.0.0.2" });
    expect(await own.refused(own.pinned())).toEqual([
      3,
      expect.stringMatching(/the certificate is not for 127.0.0.2 but for DNS:localhost, IP Address:127.0.0.1, /),
    ]);
  });

  test("an SSL_CERT_FILE that cannot be read is told, not passed over", async () => {
    process.env.SSL_CERT_FILE = join(own.root, "gone.pem");
    expect(await own.refused(own.signedBy(own.host.identity.ca))).toEqual([
      1,
      "SSL_CERT_FILE names ROOT/gone.pem, which cannot be read; unset it, or name a file of PEM certificates",
    ]);
  });

  test("`insecure` of the user's environment has no effect", async () => {
    process.env.PROXMOX_VE_INSECURE = "true";
    expect((await resolveTarget(own.pinned(), own.root)).environment.PROXMOX_VE_INSECURE).toBe("false");
  });
});
