import { join, resolve } from "node:path";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { proveTarget, resolveTarget } from "../../../scripts/target/target.ts";
import { cacheFolder } from "../../../toolchain/cache.ts";
import { lab } from "./lab.ts";
import { TargetLab, token } from "./target-lab.ts";

const own = TargetLab.forEachTest();

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
    expect(await own.refused(own.pinned({ placeholders }))).toEqual([
      3,
      "personas/home/site.yaml:6:16: fingerprint is still CHANGEME; put in the host's (and 1 more: `strata runway --json` names all)",
    ]);
  });

  test("an endpoint in terraform.tfvars wins over the site's, as it does for OpenTofu, so it is the one to be proven", async () => {
    own.write(
      "terraform.tfvars",
      `# proxmox_endpoint = "https://192.0.2.1:8006"\nproxmox_endpoint = "${own.host.endpoint}/"\n`,
    );
    const made = { ...own.pinned(), site: { ...own.pinned().site, endpoint: "https://127.0.0.1:1" } };
    const target = await resolveTarget(made, own.root);
    expect(target.environment).toMatchObject({
      TF_VAR_proxmox_endpoint: own.host.endpoint,
      TF_CLI_ARGS_plan: `"-var-file=${own.root}/terraform.tfvars"`,
    });
    expect((await proveTarget(target, made)).map(({ status }) => status)).not.toContain("fail");
  });

  test("TF_VAR_proxmox_endpoint wins over the site's as well, and must be an address", async () => {
    process.env.TF_VAR_proxmox_endpoint = own.host.endpoint;
    const made = { ...own.pinned(), site: { ...own.pinned().site, endpoint: "https://127.0.0.1:1" } };
    expect((await resolveTarget(made, own.root)).endpoint).toBe(own.host.endpoint);
    for (const wrong of ["pve", "http://192.168.88.10:8006"]) {
      process.env.TF_VAR_proxmox_endpoint = wrong;
      expect(await own.refused(made)).toEqual([
        1,
        `proxmox_endpoint is ${wrong}; it must be an address such as https://192.168.88.10:8006`,
      ]);
    }
  });

  test("a value in terraform.tfvars that is still a placeholder stops the run; its comments do not", async () => {
    own.write(
      "terraform.tfvars",
      '# TODO: think\nproxmox_ssh_user = "strata" # TODO: who?\nproxmox_ssh_key_file = "TODO" // a file\n',
    );
    expect(await own.refused(own.pinned())).toEqual([
      3,
      "terraform.tfvars:3: a value is still a placeholder; put it in, or remove the line",
    ]);
  });

  test.each([
    'proxmox_endpoint = "https://${"192.0.2.1"}:8006"',
    "proxmox_endpoint = <<E\nhttps://192.0.2.1:8006\nE",
    'proxmox_endpoint = "pve"',
  ])("an endpoint that cannot be read plainly is refused: %j", async (text) => {
    own.write("lab.auto.tfvars", text);
    expect(await own.refused(own.pinned())).toEqual([
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
    caFile: join(own.root, "ca.pem"),
    ssh: {
      host: "127.0.0.1",
      port: 2201,
      username: "root",
      privateKeyFile: join(own.root, "id_ed25519"),
      nodes: [
        { name: "asus", host: sshHost, port: 2201 },
        { name: "forge", host: sshHost, port: 2202 },
      ],
    },
    pid: 1,
  });

  beforeEach(() => {
    own.write("ca.pem", own.host.identity.ca);
    process.env.STRATA_TARGET = "ready.json";
  });

  test("aims at an embedded Proxmox, whose token, CA, SSH and home are its own; placeholders may stay", async () => {
    own.write("ready.json", JSON.stringify(ready(own.host.endpoint)));
    const made = lab({}, { placeholders: [{ at: { file: "x", line: 1, column: 1 }, message: "CHANGEME" }] });
    const target = await resolveTarget(made, own.root);
    expect(target).toMatchObject({ kind: "simulator", endpoint: own.host.endpoint });
    expect(target.environment).toEqual({
      PROXMOX_VE_API_TOKEN: "root@pam!rehearsal=1-2-3",
      PROXMOX_VE_INSECURE: "false",
      SSL_CERT_FILE: join(own.root, "build/home/trust-simulator.pem"),
      STRATA_PROGRAM: expect.stringMatching(/\/scripts\/strata\.mjs$/),
      TF_VAR_proxmox_endpoint: own.host.endpoint,
      TF_VAR_proxmox_ssh_user: "root",
      TF_VAR_proxmox_ssh_key_file: join(own.root, "id_ed25519"),
      TF_VAR_proxmox_ssh_nodes:
        '{"asus":{"address":"127.0.0.1","port":2201},"forge":{"address":"127.0.0.1","port":2202}}',
      HOME: join(own.root, "build/home/home"),
      STRATA_CACHE: resolve(cacheFolder()),
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
    own.write("ready.json", JSON.stringify(ready(endpoint, sshHost)));
    expect(await own.refused(lab())).toEqual([
      3,
      `STRATA_TARGET: ROOT/ready.json leads to ${outside}, not to this machine; it may name an embedded Proxmox on 127.0.0.1 only`,
    ]);
  });

  test("a file that is not there, or not a ready file, stops the run instead of leading to the real host", async () => {
    expect((await own.refused(lab()))[0]).toBe(4);
    own.write("ready.json", "{}");
    expect(await own.refused(lab())).toEqual([
      3,
      "STRATA_TARGET names ROOT/ready.json, which is not the ready file of an embedded Proxmox; nothing is done",
    ]);
  });

  test("a file of values that would win over it is refused", async () => {
    own.write("ready.json", JSON.stringify(ready(own.host.endpoint)));
    own.write("terraform.tfvars", 'proxmox_endpoint = "https://192.168.88.10:8006"');
    expect(await own.refused(lab())).toEqual([
      3,
      "terraform.tfvars sets proxmox_endpoint, which would win over STRATA_TARGET; move the file away, or unset STRATA_TARGET",
    ]);
  });
});
