import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { StrataError } from "../../../model/exit.ts";
import type { Lab } from "../../../model/lab.ts";
import { proveTarget, resolveTarget } from "../../../scripts/target/target.ts";
import { type Host, selfMade, startHost } from "./host.ts";
import { lab } from "./lab.ts";

const token = "strata@pve!ci=00000000-1111-2222-3333-444444444444";
const environment = { ...process.env };
let root: string;
let host: Host;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "strata-target-"));
  for (const name of [
    "PROXMOX_VE_API_TOKEN",
    "STRATA_TARGET",
    "SSL_CERT_FILE",
    "TF_CLI_ARGS_plan",
    "TF_VAR_proxmox_endpoint",
  ])
    delete process.env[name];
  host = await startHost();
});

afterEach(async () => {
  process.env = { ...environment };
  rmSync(root, { recursive: true });
  await host.close();
});

const pinned = (changes: Partial<Lab> = {}) =>
  lab({ endpoint: host.endpoint, trust: { fingerprint: host.identity.fingerprint } }, changes);

/** A lab that pins a CA, and the CA's file where its site names it. */
function signedBy(ca: string): Lab {
  write("personas/home/home-ca.pem", ca);
  return lab({ endpoint: host.endpoint, trust: { ca: "home-ca.pem" } });
}

function write(file: string, text: string, mode = 0o600): void {
  mkdirSync(join(root, file, ".."), { recursive: true });
  writeFileSync(join(root, file), text);
  chmodSync(join(root, file), mode);
}

async function refused(made: Lab): Promise<[exit: number, says: string]> {
  const error = await resolveTarget(made, root).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof StrataError)) throw new Error(`not refused: ${error}`);
  expect(error.message).not.toMatch(/\n|00000000-1111/);
  return [error.exit, error.message.replaceAll(root, "ROOT")];
}

describe("the token", () => {
  test("comes from the environment, else from the site's file of secrets", async () => {
    write("secrets/home.env", `# a comment\nexport PROXMOX_VE_API_TOKEN="${token}"\n`);
    expect((await resolveTarget(pinned(), root)).environment.PROXMOX_VE_API_TOKEN).toBe(token);
    process.env.PROXMOX_VE_API_TOKEN = token.replace("ci=", "laptop=");
    expect((await resolveTarget(pinned(), root)).environment.PROXMOX_VE_API_TOKEN).toContain("!laptop=");
  });

  test("is missing: where it belongs is told", async () => {
    expect(await refused(pinned())).toEqual([
      4,
      "no API token for home: PROXMOX_VE_API_TOKEN is not set; set it, or copy secrets/home.env.example to secrets/home.env and fill it in",
    ]);
  });

  test("is refused from a file that others can read", async () => {
    write("secrets/home.env", `PROXMOX_VE_API_TOKEN=${token}\n`, 0o644);
    expect(await refused(pinned())).toEqual([
      3,
      "secrets/home.env can be read by others; close it with `chmod 600 secrets/home.env`",
    ]);
  });

  test.each([
    ["TODO", "the API token is still a placeholder; put in what `pveum user token add` printed"],
    ["strata@pve!ci=CHANGEME", "the API token is still a placeholder; put in what `pveum user token add` printed"],
    [
      "hunter2",
      "this is not an API token; it has the form user@realm!name=secret, as `pveum user token add` prints it",
    ],
    [
      "office@pve!ci=1-2",
      "the API token belongs to office@pve, but home is managed by strata@pve; is it the token of another lab?",
    ],
  ])("%s is refused", async (given, says) => {
    process.env.PROXMOX_VE_API_TOKEN = given;
    expect(await refused(pinned())).toEqual([3, `PROXMOX_VE_API_TOKEN: ${says}`]);
  });
});

describe("trust", () => {
  beforeEach(() => {
    process.env.PROXMOX_VE_API_TOKEN = token;
  });

  test("a pinned CA needs nobody to be asked, and is added to what is trusted anyway", async () => {
    const made = signedBy(host.identity.ca);
    write("corporate.pem", selfMade().ca);
    process.env.SSL_CERT_FILE = join(root, "corporate.pem");
    const target = await resolveTarget(made, root);
    const bundle = readFileSync(target.environment.SSL_CERT_FILE ?? "", "utf8");
    expect(bundle).toContain(readFileSync(join(root, "corporate.pem"), "utf8").trim());
    expect(bundle).toContain(host.identity.ca.trim());
    expect(host.journal).toEqual([]);
    expect(await proveTarget(target, made)).toContainEqual(
      expect.objectContaining({ name: "certificate", detail: "signed by personas/home/home-ca.pem" }),
    );
  });

  test("a CA that did not sign is refused with both fingerprints, before the token is shown", async () => {
    const made = signedBy(selfMade().ca);
    const target = await resolveTarget(made, root);
    await expect(proveTarget(target, made)).rejects.toMatchObject({
      exit: 3,
      message: expect.stringMatching(
        new RegExp(
          `^${host.endpoint} shows certificate ${host.identity.fingerprint}, which the CA ([0-9A-F]{2}:){31}[0-9A-F]{2} of personas/home/home-ca.pem did not sign; `,
        ),
      ),
    });
    expect(host.journal).toEqual([]);
  });

  test("a CA file that is not there is told with where to get it", async () => {
    const made = lab({ endpoint: host.endpoint, trust: { ca: "home-ca.pem" } });
    expect(await refused(made)).toEqual([
      3,
      "personas/home/site.yaml: personas/home/home-ca.pem is not a PEM certificate that can be read; copy /etc/pve/pve-root-ca.pem from the host",
    ]);
  });

  test("the certificate of a pinned fingerprint is fetched once; a bundle made from the bundle stays the same", async () => {
    const file = (await resolveTarget(pinned(), root)).environment.SSL_CERT_FILE ?? "";
    const first = readFileSync(file, "utf8");
    expect(first).toContain(host.identity.certificate.trim());
    await host.close();
    process.env.SSL_CERT_FILE = file;
    await resolveTarget(pinned(), root);
    expect(readFileSync(file, "utf8")).toBe(first);
  });

  test("another certificate than the pinned one is never added", async () => {
    const made = lab({ endpoint: host.endpoint, trust: { fingerprint: selfMade().fingerprint } });
    expect((await refused(made))[0]).toBe(3);
    expect(existsSync(join(root, "build/home/trust-site.pem"))).toBe(false);
  });

  test("a certificate for another name is refused although it is the pinned one: the provider would refuse it too", async () => {
    await host.close();
    host = await startHost({}, { address: "127.0.0.2" });
    expect(await refused(pinned())).toEqual([
      3,
      expect.stringMatching(/the certificate is not for 127.0.0.2 but for DNS:localhost, IP Address:127.0.0.1, /),
    ]);
  });

  test("an SSL_CERT_FILE that cannot be read is told, not passed over", async () => {
    process.env.SSL_CERT_FILE = join(root, "gone.pem");
    expect(await refused(signedBy(host.identity.ca))).toEqual([
      1,
      "SSL_CERT_FILE names ROOT/gone.pem, which cannot be read; unset it, or name a file of PEM certificates",
    ]);
  });

  test("`insecure` of the user's environment has no effect", async () => {
    process.env.PROXMOX_VE_INSECURE = "true";
    expect((await resolveTarget(pinned(), root)).environment.PROXMOX_VE_INSECURE).toBe("false");
  });
});

describe("on the way to a real host", () => {
  beforeEach(() => {
    process.env.PROXMOX_VE_API_TOKEN = token;
  });

  test("the first placeholder stops the run, and says how many more there are", async () => {
    const at = (line: number) => ({ file: "personas/home/site.yaml", line, column: 16 });
    const placeholders = [
      { at: at(6), message: "fingerprint is still CHANGEME; put in the host's" },
      { at: at(9), message: "model is still TODO; put in the host's" },
    ];
    expect(await refused(pinned({ placeholders }))).toEqual([
      3,
      "personas/home/site.yaml:6:16: fingerprint is still CHANGEME; put in the host's (and 1 more: `strata runway --json` names all)",
    ]);
  });

  test("an endpoint in terraform.tfvars wins over the site's, as it does for OpenTofu, so it is the one to be proven", async () => {
    write(
      "terraform.tfvars",
      `# proxmox_endpoint = "https://192.0.2.1:8006"\nproxmox_endpoint = "${host.endpoint}/"\n`,
    );
    const made = { ...pinned(), site: { ...pinned().site, endpoint: "https://127.0.0.1:1" } };
    const target = await resolveTarget(made, root);
    expect(target.environment).toMatchObject({
      TF_VAR_proxmox_endpoint: host.endpoint,
      TF_CLI_ARGS_plan: `"-var-file=${root}/terraform.tfvars"`,
    });
    expect((await proveTarget(target, made)).map(({ status }) => status)).not.toContain("fail");
  });

  test("TF_VAR_proxmox_endpoint wins over the site's as well, and must be an address", async () => {
    process.env.TF_VAR_proxmox_endpoint = host.endpoint;
    const made = { ...pinned(), site: { ...pinned().site, endpoint: "https://127.0.0.1:1" } };
    expect((await resolveTarget(made, root)).endpoint).toBe(host.endpoint);
    for (const wrong of ["pve", "http://192.168.88.10:8006"]) {
      process.env.TF_VAR_proxmox_endpoint = wrong;
      expect(await refused(made)).toEqual([
        1,
        `proxmox_endpoint is ${wrong}; it must be an address such as https://192.168.88.10:8006`,
      ]);
    }
  });

  test("a value in terraform.tfvars that is still a placeholder stops the run; its comments do not", async () => {
    write(
      "terraform.tfvars",
      '# TODO: think\nproxmox_ssh_user = "strata" # TODO: who?\nproxmox_ssh_key_file = "TODO" // a file\n',
    );
    expect(await refused(pinned())).toEqual([
      3,
      "terraform.tfvars:3: a value is still a placeholder; put it in, or remove the line",
    ]);
  });

  test.each([
    'proxmox_endpoint = "https://${"192.0.2.1"}:8006"',
    "proxmox_endpoint = <<E\nhttps://192.0.2.1:8006\nE",
    'proxmox_endpoint = "pve"',
  ])("an endpoint that cannot be read plainly is refused: %j", async (text) => {
    write("lab.auto.tfvars", text);
    expect(await refused(pinned())).toEqual([
      3,
      'lab.auto.tfvars: proxmox_endpoint must be one address in quotes, such as "https://192.168.88.10:8006"',
    ]);
  });
});

describe("STRATA_TARGET", () => {
  const ready = (endpoint: string, sshHost = "127.0.0.1") => ({
    endpoint,
    apiToken: "root@pam!rehearsal=1-2-3",
    username: "root@pam",
    caFile: join(root, "ca.pem"),
    ssh: {
      host: "127.0.0.1",
      port: 2201,
      username: "root",
      privateKeyFile: join(root, "id_ed25519"),
      nodes: [
        { name: "asus", host: sshHost, port: 2201 },
        { name: "forge", host: sshHost, port: 2202 },
      ],
    },
    pid: 1,
  });

  beforeEach(() => {
    write("ca.pem", host.identity.ca);
    process.env.STRATA_TARGET = "ready.json";
  });

  test("aims at an embedded Proxmox, whose token, CA, SSH and home are its own; placeholders may stay", async () => {
    write("ready.json", JSON.stringify(ready(host.endpoint)));
    const made = lab({}, { placeholders: [{ at: { file: "x", line: 1, column: 1 }, message: "CHANGEME" }] });
    const target = await resolveTarget(made, root);
    expect(target).toMatchObject({ kind: "simulator", endpoint: host.endpoint });
    expect(target.environment).toEqual({
      PROXMOX_VE_API_TOKEN: "root@pam!rehearsal=1-2-3",
      PROXMOX_VE_INSECURE: "false",
      SSL_CERT_FILE: join(root, "build/home/trust-simulator.pem"),
      STRATA_PROGRAM: expect.stringMatching(/\/scripts\/strata\.mjs$/),
      TF_VAR_proxmox_endpoint: host.endpoint,
      TF_VAR_proxmox_ssh_user: "root",
      TF_VAR_proxmox_ssh_key_file: join(root, "id_ed25519"),
      TF_VAR_proxmox_ssh_nodes:
        '{"asus":{"address":"127.0.0.1","port":2201},"forge":{"address":"127.0.0.1","port":2202}}',
      HOME: join(root, "build/home/home"),
      NO_PROXY: expect.stringMatching(/(^|,)127\.0\.0\.1$/),
      no_proxy: expect.stringMatching(/(^|,)127\.0\.0\.1$/),
    });
    expect((await proveTarget(target, made))[0]).toEqual({
      name: "placeholders",
      status: "pass",
      detail: "1 left, which a rehearsal may have",
    });
  });

  test.each([
    ["https://192.168.88.10:8006", "127.0.0.1", "192.168.88.10"],
    ["https://localhost:8006", "127.0.0.1", "localhost"],
    ["https://127.0.0.1.example.org", "127.0.0.1", "127.0.0.1.example.org"],
    ["https://127.0.0.1:8006", "192.168.88.10", "192.168.88.10"],
    ["https://[fe80::1]:8006", "127.0.0.1", "fe80::1"],
  ])("%s with SSH to %s is not this machine", async (endpoint, sshHost, outside) => {
    write("ready.json", JSON.stringify(ready(endpoint, sshHost)));
    expect(await refused(lab())).toEqual([
      3,
      `STRATA_TARGET: ROOT/ready.json leads to ${outside}, not to this machine; it may name an embedded Proxmox on 127.0.0.1 only`,
    ]);
  });

  test("a file that is not there, or not a ready file, stops the run instead of leading to the real host", async () => {
    expect((await refused(lab()))[0]).toBe(4);
    write("ready.json", "{}");
    expect(await refused(lab())).toEqual([
      3,
      "STRATA_TARGET names ROOT/ready.json, which is not the ready file of an embedded Proxmox; nothing is done",
    ]);
  });

  test("a file of values that would win over it is refused", async () => {
    write("ready.json", JSON.stringify(ready(host.endpoint)));
    write("terraform.tfvars", 'proxmox_endpoint = "https://192.168.88.10:8006"');
    expect(await refused(lab())).toEqual([
      3,
      "terraform.tfvars sets proxmox_endpoint, which would win over STRATA_TARGET; move the file away, or unset STRATA_TARGET",
    ]);
  });
});
