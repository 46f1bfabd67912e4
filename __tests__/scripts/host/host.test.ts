import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { execa, execaSync } from "execa";
import { loadLab } from "../../../model/load.ts";
import { rolePrivileges } from "../../../model/privileges.ts";
import { type ImageServer, startImageServer } from "../../../scripts/acceptance/image-server.ts";
import { keepToken } from "../../../scripts/host/keep-token.ts";
import { worldOf } from "../../../scripts/rehearse/world.ts";
import { type Simulator, startSimulator, type World } from "../../../simulator/src/index.ts";
import { builtInRoles } from "../../../simulator/src/permission/privileges.ts";
import { resolveToolchain } from "../../../toolchain/resolve.ts";
import { testNeeding } from "../../needs.ts";
import { toolchainTimeout } from "../../tofu.ts";
import { type Answered, replay, requestsIn } from "./replay.ts";

const checkout = fileURLToPath(new URL("../../..", import.meta.url));
const withSsh = testNeeding("OpenSSH's client", execaSync("ssh", ["-V"], { reject: false }).exitCode === 0);
const passphrase = "sixteen characters or more";
let root: string;
let images: ImageServer;
let world: World;
let simulator: Simulator;
/** Lines of the journal before the token was first used. */
let before: number;

/** A lab of one container and one machine, and a host that has what its installer left, a pool for machines and their template. */
beforeAll(async () => {
  await resolveToolchain();
  images = await startImageServer();
  root = mkdtempSync(join(tmpdir(), "strata-host-"));
  cpSync(join(checkout, "images"), join(root, "images"), { recursive: true });
  mkdirSync(join(root, "personas/home"), { recursive: true });
  for (const file of ["site", "cloudflared", "k3s-single"])
    cpSync(join(checkout, `personas/home/${file}.yaml`), join(root, `personas/home/${file}.yaml`));
  const archive = `${images.url}/debian-13-standard_13.1-2_amd64.tar.zst`;
  const sum = createHash("sha512").update(Buffer.from(await (await fetch(archive)).arrayBuffer()));
  edit("site", "storage: local, sha512: CHANGEME", `storage: local, url: "${archive}", sha512: ${sum.digest("hex")}`);
  edit("cloudflared", "adopted: true\n", "");
  edit("cloudflared", "protect: true\n", "");
  edit("k3s-single", "protect: true", "protect: false");
  const whole = worldOf(loadLab(root, "home"));
  const local = {
    id: "local",
    type: "dir",
    content: ["backup", "iso", "vztmpl"],
    size: "66GiB",
    options: { path: "/var/lib/vz" },
  } as const;
  const templates = (whole.guests ?? []).filter(({ disk }) => disk.storage === "fast");
  world = {
    ...whole,
    guests: templates,
    pools: [],
    files: [],
    storages: [local, ...whole.storages.filter(({ id }) => id === "fast")],
  };
  simulator = await startSimulator({ world, timeScale: 0 });
  target(simulator.apiToken);
}, toolchainTimeout);

afterAll(async () => {
  await simulator?.close();
  await images?.close();
  rmSync(root, { recursive: true, force: true });
});

/** Aims at the embedded Proxmox with this token. */
function target(apiToken: string): void {
  const { endpoint, caFile, ssh } = simulator;
  writeFileSync(join(root, "ready.json"), JSON.stringify({ endpoint, apiToken, caFile, ssh }));
}

function edit(file: string, from: string, to: string): void {
  const path = join(root, `personas/home/${file}.yaml`);
  const text = readFileSync(path, "utf8");
  if (!text.includes(from)) return;
  writeFileSync(path, text.replace(from, to));
}

const asRoot = () => ({ PROXMOX_VE_USERNAME: "root@pam", PROXMOX_VE_PASSWORD: simulator.password });

function strata(words: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  return execa(process.execPath, [join(checkout, "scripts/strata.mjs"), ...words], {
    cwd: root,
    env: { STRATA_TARGET: "ready.json", SITE: "home", ...environment },
    reject: false,
  });
}

/** Every file below the lab's folder but the provider itself. */
function files(): string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => !name.includes("/.terraform/providers/"))
    .map((name) => join(root, name))
    .filter((path) => statSync(path).isFile());
}

describe("access", () => {
  test("is changed by nobody but root@pam, who opts in, and not without a passphrase for its state", async () => {
    const asked = [
      {},
      { ...asRoot(), PROXMOX_VE_USERNAME: "strata@pve" },
      { ...asRoot(), PROXMOX_VE_PASSWORD: "wrong", STRATA_STATE_PASSPHRASE: passphrase },
      asRoot(),
      { ...asRoot(), STRATA_STATE_PASSPHRASE: "short" },
    ];
    const ends = await Promise.all(asked.map((environment) => strata(["plan", "access"], environment)));
    expect(ends.map(({ exitCode }) => exitCode)).toEqual([3, 3, 3, 3, 3]);
    expect(ends.map(({ stderr }) => stderr)).toEqual([
      expect.stringMatching(/^the stack access is changed as root@pam alone, .* PROXMOX_VE_PASSWORD for this run$/),
      expect.stringMatching(/^the stack access is changed as root@pam alone/),
      expect.stringMatching(/does not let you in: .*; is PROXMOX_VE_PASSWORD right\?$/),
      expect.stringMatching(
        /^nothing to encrypt the state of the stack access with: put STRATA_STATE_PASSPHRASE into secrets\/home\.env/,
      ),
      expect.stringMatching(/^STRATA_STATE_PASSPHRASE has fewer than 16 characters/),
    ]);
  }, 120_000);

  test("makes user, role and token; no file holds the token, and none is printed that nobody asked for", async () => {
    const environment = { ...asRoot(), STRATA_STATE_PASSPHRASE: passphrase };
    const planned = await strata(["plan", "access"], environment);
    expect(planned).toMatchObject({ exitCode: 2 });
    expect(planned.stdout).toMatch(/creates +Strata +role +\d+ privileges/);
    expect(await strata(["apply", "access"], environment)).toMatchObject({ exitCode: 0 });
    expect(await strata(["plan", "access"], environment)).toMatchObject({ exitCode: 0 });

    const hidden = await strata(["output", "access"], { STRATA_STATE_PASSPHRASE: passphrase });
    expect(hidden.stdout).toBe("token   (sensitive)");
    const shown = await strata(["output", "access", "--reveal"], { STRATA_STATE_PASSPHRASE: passphrase });
    const [, token = ""] = /^token +(strata@pve!strata=[0-9a-f-]{36})$/.exec(shown.stdout) ?? [];
    const [, secret = ""] = token.split("=");
    expect(secret).toHaveLength(36);
    expect(files().filter((path) => readFileSync(path, "utf8").includes(secret))).toEqual([]);
    expect(await strata(["output", "access", "--reveal"], { STRATA_STATE_PASSPHRASE: `${passphrase}!` })).toMatchObject(
      { exitCode: 5 },
    );

    process.env.STRATA_STATE_PASSPHRASE = passphrase;
    expect(await keepToken(root, "home")).toBe("strata@pve!strata now stands in secrets/home.env");
    expect(await keepToken(root, "home")).toBe("strata@pve!strata stands in secrets/home.env");
    delete process.env.STRATA_STATE_PASSPHRASE;
    const kept = join(root, "secrets/home.env");
    expect(files().filter((path) => readFileSync(path, "utf8").includes(secret))).toEqual([kept]);
    expect(statSync(kept).mode & 0o777).toBe(0o600);
    target(token);
  }, 240_000);
});

withSsh(
  "the host is prepared with that token: what is there is taken over, what is missing made, and then nothing is left to do",
  async () => {
    before = simulator.journal.lines.length;
    const first = await strata(["host", "--dry-run"]);
    expect(first.exitCode).toBe(2);
    expect(first.stdout).toMatch(/^runway +clear, but for what comes with or after this: .*pools/m);
    expect(first.stdout).toMatch(/^metal +playbooks for the hypervisor itself: none yet$/m);
    expect(first.stdout).toMatch(/updates +local +storage +imported from local, content \+import \+snippets -backup/);
    expect(first.stdout).toMatch(/imports +fast +storage +imported from fast/);
    expect(first.stdout).toMatch(/creates +home-daily-forge +backup job +02:30, guests 210, to backups-forge/);
    expect(writes()).toEqual([]);

    expect(await strata(["host"])).toMatchObject({ exitCode: 0 });
    expect(await strata(["host", "--dry-run"])).toMatchObject({ exitCode: 0 });
    expect(
      await onNode("pvesh get /cluster/notifications/endpoints/sendmail/strata-mail --output-format json"),
    ).toContain("root@home.arpa");
  },
  300_000,
);

withSsh(
  "guests are put on it with that token, found unchanged, changed and taken away; it is never refused anything",
  async () => {
    for (const guest of ["cloudflared", "k3s-single"]) {
      const applied = await strata(["apply", guest]);
      expect([guest, applied.exitCode, applied.stderr.match(/FAILED.*/)?.[0]]).toEqual([guest, 0, undefined]);
      expect(await strata(["plan", guest])).toMatchObject({ exitCode: 0 });
    }
    edit("cloudflared", "cores: 1", "cores: 2");
    expect(await strata(["apply", "cloudflared"])).toMatchObject({ exitCode: 0 });
    for (const guest of ["cloudflared", "k3s-single"]) {
      expect(await strata(["plan", guest, "--destroy"])).toMatchObject({ exitCode: 2 });
      const { exitCode, stdout, stderr } = await strata(["destroy", guest, "--yes", "--i-know", guest]);
      expect([guest, exitCode, exitCode === 0 ? "" : `${stdout}${stderr}`]).toEqual([guest, 0, ""]);
    }
    const asked = requestsIn(simulator, before);
    expect(asked.filter(({ status }) => status === 401 || status === 403)).toEqual([]);
    expect(new Set(asked.map(({ user }) => user))).toEqual(new Set(["strata@pve!strata", "root@pam"]));
  },
  300_000,
);

withSsh(
  "every privilege of the role is needed: without it something of all this is refused, or not seen",
  async () => {
    const role = rolePrivileges(loadLab(root, "home"));
    const asked = requestsIn(simulator, before);
    const whole = await replay(world, role, asked);
    const misses = asked.flatMap(({ status, method, path }, index) =>
      status === 200 && whole[index]?.status !== 200 ? [`${method} ${path}: ${whole[index]?.reason}`] : [],
    );
    expect(misses).toEqual([]);

    const facts = (answers: readonly Answered[]) => answers.map(({ status, seen }) => `${status} ${seen}`);
    const more = await replay(world, [...role, "VM.Console", "Sys.PowerMgmt"], asked);
    expect(facts(more)).toEqual(facts(whole));

    const without = new Map<string, string>();
    for (const privilege of role) {
      const others = role.filter((one) => one !== privilege);
      const lesser = await replay(world, others, asked);
      const refused = lesser.findIndex(({ status }, index) => status !== whole[index]?.status);
      const at = refused < 0 ? lesser.findIndex(({ seen }, index) => seen !== whole[index]?.seen) : refused;
      const { method, path } = asked[at] ?? { method: "nothing", path: "" };
      without.set(privilege, `${method} ${path}: ${refused < 0 ? "less is seen" : lesser[at]?.reason}`);
    }
    expect([...without].filter(([privilege, what]) => !what.includes(privilege))).toEqual([
      // Proxmox answers these with what the caller may see, and fails the backup of a guest itself.
      ["Pool.Audit", "GET /pools: less is seen"],
      ["VM.Allocate", expect.stringMatching(/^POST \/nodes\/\w+\/(lxc|qemu).*: Permission check failed$/)],
      ["VM.Backup", expect.stringMatching(/^GET \/nodes\/forge\/storage\/backups-forge\/content: less is seen$/)],
    ]);
  },
  300_000,
);

withSsh(
  "PVEAdmin, as 003 words it, is refused downloads, backup jobs and the settings of nodes, and nothing else",
  async () => {
    const asked = requestsIn(simulator, before);
    const whole = await replay(world, rolePrivileges(loadLab(root, "home")), asked);
    const answers = await replay(world, [...(builtInRoles.get("PVEAdmin") ?? [])], asked);
    const refused = asked.flatMap(({ method, path, status }, index) =>
      status === 200 && whole[index]?.status === 200 && answers[index]?.status === 403
        ? [`${method} ${path}: ${answers[index]?.reason}`]
        : [],
    );
    const place = (node: string, what: string) => `${what}: Permission check failed (/nodes/${node}, Sys.Modify)`;
    expect([...new Set(refused)].sort()).toEqual([
      "GET /nodes/asus/query-url-metadata: Permission check failed",
      "POST /cluster/backup: Permission check failed (/, Sys.Modify)",
      place("asus", "POST /nodes/asus/hosts"),
      "POST /nodes/asus/storage/local/download-url: Permission check failed",
      place("forge", "POST /nodes/forge/hosts"),
      place("asus", "PUT /nodes/asus/dns"),
      place("forge", "PUT /nodes/forge/dns"),
    ]);
  },
  120_000,
);

withSsh(
  "what the runway says no to is not begun, and no storage goes while guests may be on it",
  async () => {
    const since = simulator.journal.lines.length;
    edit("site", 'version: ">=9.1 <10"', 'version: ">=10"');
    const refused = await strata(["host"]);
    expect([refused.exitCode, refused.stdout]).toEqual([3, ""]);
    expect(refused.stderr).toMatch(/runs Proxmox VE 9\.1\.\d+, home is written for >=10; upgrade the host/);
    edit("site", 'version: ">=10"', 'version: ">=9.1 <10"');

    const elsewhere = await strata(["host", "--dry-run", "--site", "hoem"]);
    expect(elsewhere).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/did you mean "home"\?/) });
    const gone = await strata(["plan", "platform", "--destroy"]);
    expect(gone.exitCode).toBe(3);
    expect(gone.stdout).toMatch(
      /refused: guests may have something on storage tank\. If nobody has, take it out of personas\/home\/site\.yaml/,
    );
    expect(requestsIn(simulator, since).filter(({ method }) => method !== "GET")).toEqual([]);
  },
  180_000,
);

/** Requests since the token was first used that change something. */
function writes(): string[] {
  return requestsIn(simulator, before).flatMap(({ method, path }) => (method === "GET" ? [] : [`${method} ${path}`]));
}

async function onNode(command: string): Promise<string> {
  const { privateKeyFile, port, host } = simulator.ssh;
  const options = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR"].flatMap((one) => [
    "-o",
    one,
  ]);
  const { stdout } = await execa("ssh", [
    "-i",
    privateKeyFile,
    "-p",
    String(port),
    ...options,
    `root@${host}`,
    command,
  ]);
  return stdout;
}
