import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { WorldGuest } from "../../../simulator/src/index.ts";
import { resolveToolchain } from "../../../toolchain/resolve.ts";
import { toolchainTimeout } from "../../tofu.ts";
import type { Drift } from "./living-host.ts";
import { type Place, placeOf } from "./place.ts";

const net = "name=eth0,firewall=1,gw=192.168.88.1,hwaddr=BC:24:11:0A:0B:6B,ip=192.168.88.107/24,type=veth";

/** What hands did on the host after somebody wrote the files, one thing for each container. */
const byHand: Drift = {
  gitea: { memory: "2GiB", config: { tags: "code;git" } },
  postgresql: { config: { mp1: "/tank/media,mp=/srv/media,ro=1" } },
  grafana: { config: { net0: `${net},bridge=vmbr1` } },
  prometheus: { unprivileged: false },
  minio: { name: "wiki" },
  cloudflared: { config: { lock: "backup" } },
  mongodb: { kind: "qemu", config: { onboot: 1, protection: undefined, startup: undefined, net0: undefined } },
};

const pihole: WorldGuest = {
  vmid: 130,
  kind: "lxc",
  node: "asus",
  name: "pihole",
  cores: 1,
  memory: "512MiB",
  disk: { storage: "tank", size: "4GiB" },
  running: true,
  config: { swap: 0, onboot: 1, net0: "name=eth0,bridge=vmbr0,ip=192.168.88.130/24,gw=192.168.88.1,type=veth" },
};

let place: Place;

beforeAll(async () => {
  await resolveToolchain();
  const kept = ["gitea", "postgresql", "grafana", "prometheus", "minio", "cloudflared", "mongodb", "trilium"];
  place = await placeOf(byHand, [pihole], kept);
}, toolchainTimeout);

afterAll(() => place?.close());

const at = (name: string, rest: string) => `    personas/home/${name}.yaml:${rest}`;

test("each thing that differs is shown as what it is, with the line that would make it stay", async () => {
  const since = place.mark();
  const { stdout, exitCode } = await place.strata("adopt");
  expect(stdout.split("\n")).toEqual([
    "  cloudflared      ct 100 on asus       refused",
    at(
      "cloudflared",
      "3:5: cloudflared is locked on the host (backup); wait until that is done, or `pct unlock 100` where nothing goes on",
    ),
    "  gitea            ct 114 on asus       differs",
    "    restarts   gitea   ct 114   imported from asus/114, memory 2GiB → 1GiB, tags -code, holds data: boot disk 8GiB",
    at("gitea", "7:9: memory is 2GiB on the host; write memory: 2GiB"),
    at("gitea", "16:7: tags are [code, git] on the host; write tags: [code, git]"),
    "  grafana          ct 107 on asus       differs",
    "    restarts   grafana   ct 107   imported from asus/107, bridge vmbr1 → vmbr0, holds data: boot disk 8GiB",
    at("grafana", "2:1: the network is vmbr1 on the host; add such a network to site.yaml and name it here"),
    "  minio            ct 105 on asus       refused",
    at("minio", "3:5: 105 is called wiki on the host; rename the file to wiki.yaml, or write the id of minio"),
    "  mongodb          ct 111 on asus       refused",
    at("mongodb", "3:5: 111 is a machine on the host (mongodb), and no container; write another id"),
    "  postgresql       ct 103 on asus       ready: nothing changes on the host",
    "    mp1: /tank/media at /srv/media is in no file and stays",
    "  prometheus       ct 106 on asus       refused",
    expect.stringContaining("REPLACES   prometheus   ct 106"),
    expect.stringContaining("unprivileged  false → true"),
    at("prometheus", "2:1: unprivileged is false on the host; write unprivileged: false"),
    "",
    "personas/home/pihole.yaml could be",
    "  # yaml-language-server: $schema=../../schemas/persona.json",
    "  kind: lxc",
    "  id: 130",
    "  node: asus",
    "  os: debian13 # the nearest of the site's; it is not made anew from it",
    "  cores: 1",
    "  memory: 512MiB",
    "  disk: 4GiB",
    "  address: 192.168.88.130",
    "  adopted: true",
    "",
    "1 ready, 2 differs, 4 refused, 1 in no file. `strata adopt --apply` takes over what is ready",
  ]);
  expect(exitCode).toBe(3);
  expect(place.methods(since)).toEqual(["GET"]);
}, 240_000);

test("what differs is not taken over, whatever is asked", async () => {
  const since = place.mark();
  const { exitCode, stdout } = await place.strata("adopt", "gitea", "prometheus", "--apply");
  expect([exitCode, stdout.split("\n").at(-1)]).toEqual([3, "1 differs, 1 refused"]);
  expect(existsSync(join(place.root, "state/home/gitea.tfstate"))).toBe(false);
  expect(place.methods(since)).toEqual(["GET"]);
}, 120_000);

test("after the lines are corrected it is taken over, and plain cdktf finds nothing to do", async () => {
  place.edit("gitea", "memory: 1GiB", "memory: 2GiB");
  place.edit("gitea", "tags: [git]", "tags: [code, git]");
  const since = place.mark();
  const { exitCode, stdout } = await place.strata("adopt", "gitea", "postgresql", "--apply");
  expect([exitCode, stdout.split("\n").at(-1)]).toEqual([0, "2 taken over"]);
  expect(await place.cdktf("diff", "gitea")).toContain("No changes.");
  expect(place.methods(since)).toEqual(["GET"]);
}, 240_000);

test("the file of a container that had none is written, is right, and its container is ready", async () => {
  const written = await place.strata("adopt", "--write", "--json");
  expect((JSON.parse(written.stdout) as { written: string[] }).written).toEqual(["personas/home/pihole.yaml"]);
  expect(readFileSync(join(place.root, "personas/home/pihole.yaml"), "utf8")).toContain("id: 130\n");
  const { exitCode, stdout } = await place.strata("adopt", "pihole");
  expect([exitCode, stdout.split("\n")[0]]).toEqual([
    2,
    "  pihole           ct 130 on asus       ready: nothing changes on the host",
  ]);
}, 240_000);
