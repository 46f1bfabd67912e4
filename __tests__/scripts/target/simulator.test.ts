import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { StrataError } from "../../../model/exit.ts";
import type { Lab, Site } from "../../../model/lab.ts";
import { proveTarget, resolveTarget } from "../../../scripts/target/target.ts";
import { type Simulator, startSimulator, type World } from "../../../simulator/src/index.ts";
import { lab } from "./lab.ts";

const secret = "00000000-1111-2222-3333-444444444444";
const past = Date.parse("2020-01-01") / 1000;

/** Privileges of the role that the example of a secrets file tells a person to make. */
const example = readFileSync(fileURLToPath(new URL("../../../secrets/home.env.example", import.meta.url)), "utf8");
const documented = (/role add Strata --privs "([^"]*)"/.exec(example)?.[1] ?? "").split(/[\s#\\]+/);

const token = (id: string, more = {}) => ({ id, secret, privsep: false, ...more });

const world: World = {
  cluster: "homelab",
  nodes: [{ name: "asus" }, { name: "forge" }],
  storages: [{ id: "fast", type: "zfspool", content: ["images"], nodes: ["forge"], options: { pool: "fast" } }],
  guests: [
    {
      vmid: 9001,
      node: "forge",
      name: "alma9-k3s",
      template: true,
      disk: { storage: "fast", size: "20GiB" },
      agent: true,
    },
  ],
  users: [
    { id: "strata@pve", tokens: [token("ci"), token("old", { expire: past }), token("narrow", { privsep: true })] },
    { id: "gone@pve", expire: past, tokens: [token("ci")] },
    { id: "off@pve", enable: false, tokens: [token("ci")] },
  ],
  roles: [
    { id: "Strata", privileges: documented },
    { id: "Narrow", privileges: documented.filter((privilege) => !/^VM.Clone$|^VM.PowerMgmt$/.test(privilege)) },
  ],
  grants: [
    { path: "/", role: "Strata", user: "strata@pve" },
    { path: "/", role: "Narrow", token: "strata@pve!narrow" },
  ],
};

let root: string;
let simulator: Simulator;
const environment = { ...process.env };

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "strata-simulated-"));
  simulator = await startSimulator({ world, timeScale: 0 });
  delete process.env.STRATA_TARGET;
});

afterEach(async () => {
  process.env = { ...environment };
  await simulator.close();
  rmSync(root, { recursive: true });
});

/** What a person sees who aims a lab at the simulator as its real host, with this token. */
async function proven(name: string, changes: Partial<Site> = {}): Promise<string> {
  process.env.PROXMOX_VE_API_TOKEN = `${name}=${secret}`;
  mkdirSync(join(root, "personas/home"), { recursive: true });
  writeFileSync(join(root, "personas/home/ca.pem"), readFileSync(simulator.caFile));
  const apiUser = name.split("!")[0] ?? "";
  const made: Lab = lab({ endpoint: simulator.endpoint, trust: { ca: "ca.pem" }, apiUser, ...changes });
  try {
    const findings = await proveTarget(await resolveTarget(made, root), made);
    return findings.map(({ name, status }) => `${name} ${status}`).join(", ");
  } catch (error) {
    if (!(error instanceof StrataError)) throw error;
    return `exit ${error.exit}: ${error.message.replaceAll(simulator.endpoint, "HOST")}`;
  } finally {
    const requests = simulator.journal.lines.filter((line) => "method" in line);
    expect(requests.filter(({ method }) => method !== "GET")).toEqual([]);
  }
}

test("the documented role is enough, by CA and by fingerprint", async () => {
  const all = "placeholders, endpoint, certificate, token, version, cluster, nodes, privileges, clock";
  const passed = all.replaceAll(/\w+/g, "$& pass");
  expect(await proven("strata@pve!ci")).toBe(passed);
  expect(await proven("strata@pve!ci", { trust: { fingerprint: simulator.fingerprint } })).toBe(passed);
});

test.each([
  ["strata@pve!nobody", "no such token 'nobody' for user 'strata@pve'"],
  ["strata@pve!old", "token 'old' access expired"],
  ["gone@pve!ci", "user 'gone@pve' access expired"],
  ["off@pve!ci", "user 'off@pve' is disabled"],
])("%s is refused in Proxmox's own words", async (name, words) => {
  expect(await proven(name)).toBe(
    `exit 3: HOST refuses the API token ${name}: ${words}; make a new one with \`pveum user token add ${name.replace("!", " ")}\``,
  );
});

test("a token without a privilege is told which one, where and what for", async () => {
  expect(await proven("strata@pve!narrow")).toBe(
    "exit 3: strata@pve!narrow lacks VM.Clone on /vms/9001 (k3s-single: clone the template); VM.PowerMgmt on /vms/210 (k3s-single: start and stop); `strata host --access` grants it",
  );
});

test("another cluster is refused", async () => {
  expect(await proven("strata@pve!ci", { cluster: "office" })).toBe(
    "exit 3: HOST is the cluster homelab, not office: this is another lab, or personas/home/site.yaml names it wrongly",
  );
});

test("an older version than the site's is refused", async () => {
  expect(await proven("strata@pve!ci", { version: ">=10" })).toMatch(
    /^exit 3: HOST runs Proxmox VE 9\.1\.\d+, home is written for >=10; /,
  );
});
