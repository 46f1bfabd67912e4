import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { checkRunway } from "../../../scripts/runway/runway.ts";
import { runwayTable } from "../../../scripts/runway/table.ts";
import { type Answers, type Host, startHost } from "../target/host.ts";

const checkout = fileURLToPath(new URL("../../..", import.meta.url));
const environment = { ...process.env };
const GiB = 2 ** 30;
let root: string;
let host: Host;

const template = {
  vmid: 9001,
  name: "alma9.8-k3-node-amd64-v1.35.6-k3s1-v1.0.0",
  node: "forge",
  type: "qemu",
  template: 1,
};
const fast = { storage: "fast", content: "images,rootdir", active: 1, avail: 300 * GiB };
const tank = { storage: "tank", content: "images,rootdir", active: 1, avail: 300 * GiB };
const local = { storage: "local", content: "iso,vztmpl,import", active: 1, avail: 30 * GiB };

/** What a host in order answers about the home lab before its first guest is made. */
const inOrder: Answers = {
  "/cluster/resources": [template],
  "/nodes/forge/qemu/9001/config": {
    boot: "order=scsi0;net0",
    efidisk0: "fast:base-9001-disk-0,efitype=4m,size=1M",
    ide2: "fast:vm-9001-cloudinit,media=cdrom,size=4M",
    scsi0: "fast:base-9001-disk-1,discard=on,size=20G",
  },
  "/nodes/forge/storage": [fast],
  "/nodes/asus/storage": [tank, local],
  "/nodes/forge/network": [{ iface: "vmbr0", type: "bridge" }],
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "strata-runway-"));
  for (const part of ["personas/home", "images"]) cpSync(join(checkout, part), join(root, part), { recursive: true });
  keep("k3s-single");
});

/** Leaves the lab with these of its guests alone, whose host is soon described. */
function keep(...guests: readonly string[]): void {
  const folder = join(root, "personas/home");
  const others = readdirSync(folder).filter(
    (name) => !["site.yaml", ...guests.map((guest) => `${guest}.yaml`)].includes(name),
  );
  for (const name of others) rmSync(join(folder, name), { recursive: true });
}

afterEach(async () => {
  process.env = { ...environment };
  rmSync(root, { recursive: true });
  await host?.close();
});

/** Runs the runway against a host on this machine that answers as said beside what is in order. */
async function runwayTo(answers: Answers) {
  host = await startHost({ ...inOrder, ...answers });
  writeFileSync(join(root, "ca.pem"), host.identity.ca);
  const ssh = { username: "root", privateKeyFile: join(root, "key"), nodes: [] };
  const ready = { endpoint: host.endpoint, apiToken: "root@pam!rehearsal=1-2-3", caFile: join(root, "ca.pem"), ssh };
  writeFileSync(join(root, "ready.json"), JSON.stringify(ready));
  process.env.STRATA_TARGET = join(root, "ready.json");
  const report = await checkRunway(root, "home");
  expect(host.journal.filter((line) => !line.startsWith("GET "))).toEqual([]);
  return report;
}

const failures = ({ checks, exit }: Awaited<ReturnType<typeof checkRunway>>) => ({
  exit,
  says: checks.flatMap(({ status, detail }) => (status === "fail" ? [detail] : [])),
});

test("a lab whose host is in order may start; what was found and where to go is left for the layers above", async () => {
  const report = await runwayTo({});
  expect(report.checks.map(({ name, status }) => `${name} ${status}`)).toEqual([
    "tools pass",
    "files pass",
    "git not checked",
    "target pass",
    "secrets pass",
    "placeholders pass",
    "endpoint pass",
    "certificate pass",
    "token pass",
    "version pass",
    "cluster pass",
    "nodes pass",
    "privileges pass",
    "clock pass",
    "ssh not checked",
    "templates pass",
    "storages pass",
    "bridges pass",
    "pools pass",
    "ids pass",
    "kvm not checked",
    "gpu not checked",
  ]);
  expect(report.exit).toBe(0);
  expect(runwayTable(report)).toContain("\n18 pass · 0 fail · 4 not checked (git, ssh, kvm, gpu)");
  expect(JSON.parse(readFileSync(join(root, "build/home/runway.json"), "utf8"))).toEqual(report);
  const variables = readFileSync(join(root, "build/home/environment"), "utf8");
  expect(variables).toContain(`SITE='home'\nSTRATA_TARGET='${root}/ready.json'\n`);
  expect(variables).toContain(`TF_VAR_proxmox_endpoint='${host.endpoint}'\n`);
  expect(variables + JSON.stringify(report)).not.toContain("1-2-3");
});

describe("a container", () => {
  const asked = (answers: Answers) => {
    keep();
    cpSync(join(checkout, "personas/home/cloudflared.yaml"), join(root, "personas/home/cloudflared.yaml"));
    return runwayTo({
      "/cluster/resources": [],
      "/nodes/asus/network": [{ iface: "vmbr0", type: "bridge" }],
      "/nodes/asus/storage/local/content": [{ volid: "local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst" }],
      "/pools": [{ poolid: "platform" }],
      ...answers,
    });
  };

  test("is prepared for like a machine, and needs no template of ours", async () => {
    const report = await asked({});
    expect(failures(report)).toEqual({ exit: 0, says: [] });
    expect(report.checks.find(({ name }) => name === "storages")?.detail).toBe("tank on asus, local on asus");
  });

  test("under whose number another one runs is told", async () => {
    const there = { vmid: 100, name: "cloudflared", node: "asus", type: "lxc" };
    const config = { "/nodes/asus/lxc/100/config": { description: "made by hand\n" } };
    expect(failures(await asked({ "/cluster/resources": [there], ...config }))).toEqual({
      exit: 3,
      says: [
        "personas/home/cloudflared.yaml: 100 on asus is a cloudflared that Strata did not make; give cloudflared another id, or look who made that one",
      ],
    });
  });

  test.each<[string, Answers, string]>([
    [
      "OS template is not there",
      { "/nodes/asus/storage/local/content": [] },
      "OS template local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst is not on asus; fetch it with `pveam download local debian-13-standard_13.1-2_amd64.tar.zst`, or mend templates in personas/home/site.yaml",
    ],
    [
      "pool is not there",
      { "/pools": [] },
      "pool platform is not there; `strata host` makes it, or mend personas/home/site.yaml",
    ],
  ])("whose %s is told", async (_, answers, says) => {
    expect(failures(await asked(answers))).toEqual({ exit: 4, says: [says] });
  });

  test("whose storage takes no OS templates is told", async () => {
    expect(failures(await asked({ "/nodes/asus/storage": [tank, { ...local, content: "iso" }] }))).toEqual({
      exit: 3,
      says: ["storage local on asus takes iso, but not vztmpl; allow it with `pvesm set local --content iso,vztmpl`"],
    });
  });
});

describe("it may not start, with one line that says why, when", () => {
  test.each<[string, Answers, number, string]>([
    [
      "the template is not there",
      { "/cluster/resources": [] },
      3,
      "alma9-k3s-optimized@v1.0.0: template alma9.8-k3-node-amd64-v1.35.6-k3s1-v1.0.0 (9001) on forge is not there; build and promote the image first",
    ],
    [
      "a machine stands where the template should be",
      { "/cluster/resources": [{ ...template, name: "windows", template: 0 }] },
      3,
      "alma9-k3s-optimized@v1.0.0: template alma9.8-k3-node-amd64-v1.35.6-k3s1-v1.0.0 (9001) on forge: there is the machine windows, which is no template; mend the release's file",
    ],
    [
      "the template has another disk",
      { "/nodes/forge/qemu/9001/config": { scsi0: "fast:base-9001-disk-1,size=32G" } },
      3,
      "alma9-k3s-optimized@v1.0.0: the disk of alma9.8-k3-node-amd64-v1.35.6-k3s1-v1.0.0 has 32GiB, its release promises 20GiB; mend the release's file, or build it again",
    ],
    [
      "a storage is not there",
      { "/nodes/forge/storage": [] },
      4,
      "storage fast on forge is not there; make it, or mend personas/home/site.yaml",
    ],
    [
      "a storage is down",
      { "/nodes/forge/storage": [{ ...fast, active: 0 }] },
      4,
      "storage fast on forge is not active; see that its disk or pool is up",
    ],
    [
      "a storage does not take disks",
      { "/nodes/forge/storage": [{ ...fast, content: "iso" }] },
      3,
      "storage fast on forge takes iso, but not images; allow it with `pvesm set fast --content iso,images`",
    ],
    [
      "a storage has no room",
      { "/nodes/forge/storage": [{ ...fast, avail: 2.1 * GiB }] },
      3,
      "storage fast on forge has 2.1GiB free, the guests to be created need 60GiB; free some",
    ],
    [
      "a bridge is not there",
      { "/nodes/forge/network": [{ iface: "vmbr1" }] },
      4,
      "bridge vmbr0 on forge is not there (there is vmbr1); make it, or mend personas/home/site.yaml",
    ],
    [
      "somebody else has the number",
      { "/cluster/resources": [template, { vmid: 210, name: "windows", node: "asus", type: "qemu" }] },
      3,
      "personas/home/k3s-single.yaml: 210 on asus is windows; give k3s-single another id, or look who made that one",
    ],
    [
      "a machine of that name was made by hand",
      {
        "/cluster/resources": [template, { vmid: 210, name: "k3s-single", node: "forge", type: "qemu" }],
        "/nodes/forge/qemu/210/config": { name: "k3s-single" },
      },
      3,
      "personas/home/k3s-single.yaml: 210 on forge is a k3s-single that Strata did not make; give k3s-single another id, or look who made that one",
    ],
  ])("%s", async (_, answers, exit, says) => {
    const report = await runwayTo(answers);
    expect(failures(report)).toEqual({ exit, says: [says] });
  });

  test("a file of the lab is wrong", async () => {
    writeFileSync(join(root, "personas/home/k3s-single.yaml"), "kind: k3s\nid: 2\n");
    const report = await checkRunway(root, "home");
    expect(report.exit).toBe(1);
    expect(report.checks.find(({ name }) => name === "files")).toMatchObject({
      status: "fail",
      detail: expect.stringMatching(
        /^personas\/home\/k3s-single\.yaml:\d+:\d+: .*`strata synth` names all \d+ faults\)$/,
      ),
    });
    expect(report.checks.find(({ name }) => name === "ids")).toMatchObject({ cause: "files" });
    expect(readdirSync(join(root, "build/home"))).toEqual(["runway.json"]);
  });

  test("the file of secrets could be committed", async () => {
    execFileSync("git", ["init", "--quiet"], { cwd: root });
    mkdirSync(join(root, "secrets"));
    writeFileSync(join(root, "secrets/home.env"), "PROXMOX_VE_API_TOKEN=strata@pve!ci=1-2-3\n", { mode: 0o600 });
    delete process.env.PROXMOX_VE_API_TOKEN;
    const report = await checkRunway(root, "home");
    expect(report.checks.find(({ name }) => name === "secrets")?.detail).toBe(
      "secrets/home.env is not ignored by Git; take it out with `git rm --cached secrets/home.env`, and name it in .gitignore",
    );
  });
});

test("a site that does not exist leaves nothing", async () => {
  const report = await checkRunway(root, "../office");
  expect(report.exit).toBe(1);
  expect(existsSync(join(root, "build"))).toBe(false);
});

test("a storage that is to take what Proxmox fetches for an image, and takes no imports, is told", async () => {
  const answers = { "/nodes/asus/storage": [tank, { ...local, content: "iso,vztmpl" }] };
  expect(failures(await runwayTo(answers))).toEqual({
    exit: 3,
    says: [
      "storage local on asus takes iso,vztmpl, but not import; allow it with `pvesm set local --content iso,vztmpl,import`",
    ],
  });
});

test("our own machine under its number is no obstacle, and needs no room a second time", async () => {
  const report = await runwayTo({
    "/cluster/resources": [template, { vmid: 210, name: "k3s-single", node: "forge", type: "qemu" }],
    "/nodes/forge/qemu/210/config": { description: "Managed by Strata: personas/home/k3s-single.yaml." },
    "/nodes/forge/storage": [{ ...fast, avail: 0 }],
  });
  expect(failures(report)).toEqual({ exit: 0, says: [] });
});

test("what an earlier run allowed is taken back by one that fails", async () => {
  await runwayTo({});
  await host.close();
  await runwayTo({ "/cluster/resources": [] });
  expect(existsSync(join(root, "build/home/environment"))).toBe(false);
});
