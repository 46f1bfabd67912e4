import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { execa } from "execa";
import { resolveToolchain } from "../../../toolchain/resolve.ts";
import { toolchainTimeout } from "../../tofu.ts";
import { type Place, placeOf } from "./place.ts";

let place: Place;

beforeAll(async () => {
  await resolveToolchain();
  place = await placeOf({}, [], ["gitea", "postgresql", "trilium", "k3s-single"]);
}, toolchainTimeout);

afterAll(() => place?.close());

const timeout = 120_000;

/** Nothing of a file that is not there. */
function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** How it ends, and what is said last on standard error; the methods that the host was asked with. */
async function ended(...words: string[]) {
  const since = place.mark();
  const { exitCode, stderr } = await place.strata("adopt", ...words);
  expect(stderr).not.toMatch(/ {4}at .*:\d+:\d+/);
  expect(place.methods(since).filter((method) => method !== "GET")).toEqual([]);
  return { exit: exitCode, said: stderr };
}

test.each([
  [["gitae"], 'gitae is no guest of site home; did you mean "gitea"?'],
  [["k3s-single"], "k3s-single is a machine, and made from its image; only containers are taken over"],
  [["--site", "hoem"], 'personas/hoem/site.yaml:1:1: does not exist; did you mean "home"?'],
])(
  "what is no container of the lab is not looked for: %s",
  async (words, said) => {
    const { exitCode, stderr } = await place.strata("adopt", ...words);
    expect([exitCode, stderr.split("\n")[0]]).toEqual([1, said]);
  },
  timeout,
);

test(
  "files with a fault are told first, and the host is not asked",
  async () => {
    place.edit("gitea", "memory: 1GiB", "memory: 1");
    const since = place.mark();
    const { exitCode, stderr } = await place.strata("adopt");
    place.edit("gitea", "memory: 1", "memory: 1GiB");
    expect([exitCode, stderr.split("\n")[0]]).toEqual([1, expect.stringMatching(/^personas\/home\/gitea\.yaml:7:9: /)]);
    expect(place.methods(since)).toEqual([]);
  },
  timeout,
);

test(
  "a file that the host's lab cannot take is not left: its number is out of range",
  async () => {
    const other = await placeOf(
      {},
      [
        {
          ...{ vmid: 514, kind: "lxc", node: "asus", name: "attic", cores: 1, memory: "512MiB" },
          disk: { storage: "tank", size: "4GiB" },
          config: { net0: "name=eth0,bridge=vmbr0,ip=192.168.88.150/24" },
        },
      ],
      ["trilium"],
    );
    try {
      const { exitCode, stdout } = await other.strata("adopt", "--write");
      expect([exitCode, stdout.split("\n")]).toEqual([
        2,
        [
          "",
          expect.stringMatching(/^attic is not written: personas\/home\/attic\.yaml:3:5: .*514/),
          "",
          "1 in no file",
        ],
      ]);
      expect(existsSync(join(other.root, "personas/home/attic.yaml"))).toBe(false);
    } finally {
      await other.close();
    }
  },
  timeout,
);

test(
  "a container that the token may not see is not taken for one that is not there",
  async () => {
    const restore = place.host.fault("privilege-revoked,from=root@pam!simulator,privilege=VM.Audit,path=/vms/114");
    const { exitCode, stdout } = await place.strata("adopt", "gitea");
    restore();
    expect([exitCode, stdout]).toEqual([3, expect.stringContaining("let the token see it (VM.Audit on /vms/114)")]);
  },
  timeout,
);

test(
  "a node that is off and an answer that does not come end in one line",
  async () => {
    const node = place.host.fault("node-offline,node=asus");
    const off = await ended();
    node();
    expect(off).toEqual({ exit: 4, said: expect.stringMatching(/no quorum|asus is not online/) });
    const answer = place.host.fault("error,status=500,request=GET /nodes/asus/lxc/114/config");
    const failing = await ended();
    answer();
    expect(failing).toEqual({ exit: 4, said: expect.stringContaining("/nodes/asus/lxc/114/config") });
  },
  timeout,
);

test(
  "a file that somebody laid beside a stack's JSON stays: only our own is written and removed",
  async () => {
    await place.strata("synth");
    const theirs = join(place.root, "cdktf.out/stacks/gitea/theirs.tf.json");
    mkdirSync(join(place.root, "cdktf.out/stacks/gitea"), { recursive: true });
    writeFileSync(theirs, "{}\n");
    expect((await place.strata("adopt", "gitea")).exitCode).toBe(2);
    expect(readFileSync(theirs, "utf8")).toBe("{}\n");
  },
  timeout,
);

test(
  "a container that is there is not made: the plan is refused, and nothing is asked of the host but what it has",
  async () => {
    const since = place.mark();
    const { exitCode, stdout } = await place.strata("plan", "gitea");
    expect([exitCode, stdout]).toEqual([3, expect.stringContaining("`strata adopt gitea` takes it over")]);
    expect((await place.strata("apply", "gitea")).exitCode).toBe(3);
    expect(place.methods(since)).toEqual(["GET"]);
  },
  timeout,
);

test(
  "stopped by Ctrl-C it leaves the state whole and unlocked; the same command goes on from there",
  async () => {
    const slow = place.host.fault("latency,milliseconds=1500,request=GET /nodes/asus/lxc/114/config");
    const since = place.mark();
    const lock = join(place.root, "state/home/.gitea.tfstate.lock.info");
    const child = execa(process.execPath, [place.program, "adopt", "gitea", "--apply"], {
      cwd: place.root,
      env: { STRATA_TARGET: "ready.json", SITE: "home" },
      reject: false,
    });
    // It is applied for as long as the host takes for its answer.
    while (!textOf(lock).includes("OperationTypeApply") && child.exitCode === null) await sleep(50);
    child.kill("SIGINT");
    const { exitCode, stderr } = await child;
    slow();
    expect([exitCode, stderr.split("\n").at(-1)]).toEqual([
      5,
      expect.stringContaining("the state is saved and unlocked"),
    ]);
    expect(existsSync(join(place.root, "cdktf.out/stacks/gitea/adopt.tf.json"))).toBe(false);
    expect(existsSync(lock)).toBe(false);
    const again = await place.strata("adopt", "gitea", "--apply");
    expect([again.exitCode, again.stdout.split("\n").at(-1)]).toEqual([0, "1 taken over"]);
    expect(place.methods(since)).toEqual(["GET"]);
  },
  timeout,
);

test(
  "a host that does not answer is told with what to do, exit 4",
  async () => {
    const ready = join(place.root, "ready.json");
    const text = readFileSync(ready, "utf8");
    writeFileSync(ready, text.replace(place.host.endpoint, "https://127.0.0.1:9"));
    const { exitCode, stderr } = await place.strata("adopt");
    expect([exitCode, stderr.split("\n")[0]]).toEqual([
      4,
      expect.stringContaining("cannot be reached: nothing listens there"),
    ]);
  },
  timeout,
);
