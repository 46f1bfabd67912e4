import { expect, test } from "@jest/globals";
import { execaSync } from "execa";
import { testNeeding } from "../../needs.ts";
import { ContainerLab, reboots } from "./container-lab.ts";

const ssh = execaSync("ssh", ["-V"], { reject: false }).exitCode === 0;
const withSsh = testNeeding("OpenSSH's client", ssh);
const own = ContainerLab.forAllTests();

withSsh(
  "two containers come up, the database first in the order of starts, with their data mounted before the first start",
  async () => {
    for (const guest of ["postgresql", "gitea"]) {
      const since = own.now;
      const applied = await own.strata("apply", guest);
      expect([applied.exitCode, applied.stderr.match(/failed/)]).toEqual([0, null]);
      const id = guest === "gitea" ? 114 : 103;
      const requests = own.writes(id, since);
      expect(requests.at(-1)).toBe("POST /status/start");
      expect(requests.filter((request) => request === "POST /status/start")).toHaveLength(1);
      expect(await own.strata("plan", guest)).toMatchObject({ exitCode: 0, stdout: `${guest} (home): no changes` });
      expect(await own.strata("pct-set", guest, "--dry-run")).toMatchObject({
        exitCode: 0,
        stdout: `${guest}: as its file says`,
      });
    }
    expect(await own.config(103)).toMatchObject({
      startup: "down=120,order=1,up=20",
      mp0: "/tank/data/postgresql/var-lib-postgresql,mp=/var/lib/postgresql",
      protection: 1,
    });
    expect(await own.config(114)).toMatchObject({ startup: "down=60,order=2,up=10", features: "keyctl=1,nesting=1" });
  },
  240_000,
);

withSsh(
  "memory and DNS restart it, tags and a larger root do not: the review says what the node then does",
  async () => {
    own.edit("gitea", "memory: 1GiB", "memory: 2GiB");
    const memory = await own.change("gitea", 114);
    expect(memory.changes).toEqual([{ kind: "restart", details: ["memory 1GiB → 2GiB"] }]);
    expect(reboots(memory.requests)).not.toEqual([]);

    own.edit("site", "dns: [192.168.88.1]", "dns: [192.168.88.1, 9.9.9.9]");
    const dns = await own.change("gitea", 114);
    expect(dns.changes.map(({ kind }) => kind)).toEqual(["restart"]);
    expect(reboots(dns.requests)).not.toEqual([]);

    own.edit("gitea", "tags: [git]", "tags: [git, code]");
    own.edit("gitea", "disk: 8GiB", "disk: 10GiB");
    const grown = await own.change("gitea", 114);
    expect(grown.changes.map(({ kind }) => kind)).toEqual(["update"]);
    expect(reboots(grown.requests)).toEqual([]);
    expect(grown.requests).toContain("PUT /resize");
    expect(await own.config(114)).toMatchObject({
      rootfs: expect.stringMatching(/size=10(G|737418240)/),
      tags: "code;git;home;strata",
    });
  },
  240_000,
);

withSsh(
  "another address restarts it, and so does a hostname or a bridge that somebody changed by hand",
  async () => {
    own.edit("gitea", "address: 192.168.88.114", "address: 192.168.88.124");
    const address = await own.change("gitea", 114);
    expect(address.changes.map(({ kind }) => kind)).toEqual(["restart"]);
    expect(address.changes[0]?.details).toContain("address 192.168.88.114/24 → 192.168.88.124/24");
    expect(reboots(address.requests)).not.toEqual([]);

    await own.onNode("pct set 114 --hostname somebody");
    const { net0 } = await own.config(114);
    await own.onNode(`pct set 114 --net0 ${String(net0).replace(/bridge=[^,]+/, "bridge=vmbr0,mtu=1400")}`);
    const drift = await own.change("gitea", 114);
    expect(drift.changes.map(({ kind }) => kind)).toEqual(["restart"]);
    expect(drift.changes[0]?.details).toContain("hostname somebody → gitea");
    expect(reboots(drift.requests)).not.toEqual([]);
    expect(await own.config(114)).toMatchObject({ hostname: "gitea" });
    expect(await own.strata("plan", "gitea")).toMatchObject({ exitCode: 0, stdout: "gitea (home): no changes" });
  },
  240_000,
);

withSsh(
  "a feature of root's restarts it through the step, data and snapshots do not",
  async () => {
    own.edit("gitea", "size: 40GiB", "size: 50GiB");
    const data = await own.change("gitea", 114);
    expect(data.changes).toEqual([
      { kind: "rerun", details: ["quota of tank/data/gitea/var-lib-gitea 40GiB → 50GiB"] },
    ]);
    expect(data.requests).toEqual([]);

    own.edit("gitea", "features: [nesting, keyctl]", "features: [nesting, keyctl, fuse]");
    const feature = await own.change("gitea", 114);
    expect(feature.changes).toEqual([{ kind: "restart", details: ["feature +fuse"] }]);
    expect(feature.requests).toEqual(["PUT /config", "POST /status/reboot"]);
  },
  240_000,
);

withSsh(
  "what somebody changed of root's part is in the plan: mended by its apply, or told where it was adopted",
  async () => {
    await own.onNode("zfs set quota=1G tank/data/gitea/var-lib-gitea");
    await own.onNode("rm /etc/cron.d/strata-gitea");
    await own.onNode("pct set 114 --mp5 /root,mp=/mnt/root");
    const planned = await own.strata("plan", "gitea");
    expect(planned.exitCode).toBe(2);
    expect(planned.stdout).toContain("note: mp5: /root at /mnt/root is in no file and stays");
    const mended = await own.change("gitea", 114);
    expect(mended.changes).toEqual([
      {
        kind: "rerun",
        details: [
          "quota of tank/data/gitea/var-lib-gitea 1GiB → 50GiB",
          "snapshots of tank/data/gitea at hourly, 48 stay",
        ],
      },
    ]);
    expect(mended.requests).toEqual([]);
    await own.onNode("pct set 114 --delete mp5");
    await own.onNode("pct reboot 114");
    expect(await own.strata("plan", "gitea")).toMatchObject({ exitCode: 0, stdout: "gitea (home): no changes" });

    await own.onNode("zfs set quota=1G tank/data/postgresql/var-lib-postgresql");
    const words = "quota of tank/data/postgresql/var-lib-postgresql 1GiB → 40GiB";
    expect(await own.strata("plan", "postgresql")).toMatchObject({
      exitCode: 2,
      stdout: `postgresql (home): no changes\n  differs: ${words}; \`strata pct-set postgresql\` sets it`,
    });
    expect(await own.strata("pct-set", "postgresql")).toMatchObject({ exitCode: 0, stdout: `postgresql: ${words}` });
    expect(await own.strata("plan", "postgresql")).toMatchObject({ exitCode: 0 });
  },
  240_000,
);

withSsh(
  "one that wants a GPU is refused before it is made where the node has none",
  async () => {
    own.edit("gitea", "features: [nesting, keyctl, fuse]", "features: [nesting, keyctl, fuse]\ngpu: rtx2070");
    own.edit("site", '{ driver: "550.163.01" }', '{ driver: "570.86.15" }');
    expect(await own.refused("gitea")).toBe(
      'asus runs NVIDIA\'s driver 550.163.01, and site.yaml says 570.86.15 for rtx2070; install that one there, or write "550.163.01"',
    );
    own.edit("site", '{ driver: "570.86.15" }', '{ driver: "550.163.01" }');
    const given = await own.change("gitea", 114);
    expect(given.changes.map(({ kind }) => kind)).toEqual(["rerun"]);
    expect(given.requests).toEqual(["PUT /config"]);
    expect(await own.config(114)).toMatchObject({ dev0: "/dev/nvidia0,mode=0666" });
    expect((await own.strata("plan", "gitea")).stdout).toContain(
      "note: asus runs kernel 6.17.4-2-pve, under which GPU",
    );
    own.edit("gitea", "\ngpu: rtx2070", "");
    await own.onNode("pct set 114 --delete dev0,dev1,dev2,dev3");
    await own.onNode("pct reboot 114");
    await own.change("gitea", 114);
  },
  240_000,
);

withSsh(
  "a smaller root is refused, and a protected one keeps its root and is not replaced by a new OS template",
  async () => {
    const since = own.now;
    own.edit("gitea", "disk: 10GiB", "disk: 9GiB");
    expect(await own.refused("gitea")).toBe(
      "the root of gitea does not shrink. Write disk: 10GiB or more in personas/home/gitea.yaml",
    );
    own.edit("gitea", "disk: 9GiB", "disk: 10GiB");
    expect(own.writes(114, since)).toEqual([]);

    own.edit("postgresql", "disk: 8GiB", "disk: 9GiB");
    expect(await own.refused("postgresql")).toBe(
      "Proxmox protects the root of postgresql. Grow it by `pct resize 103 rootfs 9G` on its node, then plan again",
    );
    await own.onNode("pct resize 103 rootfs 9G");
    own.edit("postgresql", "adopted: true\n", "");
    own.edit("site", "debian-13-standard_13.1-2", "debian-13-standard_13.2-1");
    expect(await own.refused("postgresql")).toMatch(/^postgresql is protected\. Keep what forces the replacement/);
    expect(own.writes(103, since)).toEqual(["PUT /resize"]);
  },
  240_000,
);

withSsh(
  "what is protected goes by no command; unprotected, only where its name is said again and a backup was made",
  async () => {
    own.edit("site", "debian-13-standard_13.2-1", "debian-13-standard_13.1-2");
    own.edit("postgresql", "disk: 9GiB", "disk: 9GiB\nadopted: true");
    const since = own.now;
    const plain = await own.strata("destroy", "postgresql", "--yes", "--i-know", "postgresql");
    expect([plain.exitCode, plain.stdout]).toEqual([3, expect.stringContaining("refused: postgresql is protected.")]);
    expect(own.writes(103, since)).toEqual([]);

    own.edit("postgresql", "protect: true", "protect: false");
    expect((await own.change("postgresql", 103)).requests).toEqual(["PUT /config"]);
    await own.strata("plan", "postgresql", "--destroy");
    expect(await own.strata("destroy", "postgresql", "--yes")).toMatchObject({
      exitCode: 3,
      stderr:
        "postgresql: this takes its disk; `strata destroy postgresql --i-know postgresql` says that you know, and backs it up first unless a backup of the last hour is there",
    });
    expect(own.writes(103, since)).toEqual(["PUT /config"]);

    const full = own.simulator.fault({ fault: "storage-full", storage: "backups" });
    const unsaved = await own.strata("destroy", "postgresql", "--yes", "--i-know", "postgresql");
    expect([unsaved.exitCode, unsaved.stderr]).toEqual([5, expect.stringContaining("backup of postgresql to backups")]);
    expect(own.writes(103, since)).toEqual(["PUT /config"]);
    full();

    const gone = await own.strata("destroy", "postgresql", "--yes", "--i-know", "postgresql");
    expect([gone.exitCode, gone.stdout]).toEqual([
      0,
      expect.stringMatching(/postgresql: backed up: backups:backup\/vzdump-lxc-103-/),
    ]);
    expect(await own.onNode("zfs list -Hp -o quota tank/data/postgresql/var-lib-postgresql")).toBe(
      String(40 * 2 ** 30),
    );
    expect(await own.strata("apply", "postgresql")).toMatchObject({ exitCode: 0 });
    expect(await own.strata("plan", "gitea")).toMatchObject({ exitCode: 0 });
  },
  240_000,
);

withSsh(
  "all stacks are planned at once, and what one of them cannot do keeps no other from it",
  async () => {
    own.edit("gitea", "disk: 10GiB", "disk: 9GiB");
    const { exitCode, stdout } = await own.strata("plan", "--all", "--json");
    expect(exitCode).toBe(3);
    const plans = JSON.parse(stdout) as { stack: string; refusals: unknown[]; changes: unknown[] }[];
    expect(plans.map(({ stack }) => stack)).toEqual(["platform", "gitea", "postgresql"]);
    expect(plans.map(({ refusals }) => refusals.length)).toEqual([0, 1, 0]);
    expect(plans[2]?.changes).toEqual([]);
    expect((await own.strata("plan", "--all")).stdout).toMatch(/3 stacks planned: .*1 refused\.$/);
    expect(await own.strata("plan")).toMatchObject({ exitCode: 1, stderr: "name a stack, or say --all" });
    expect((await own.strata("plan", "gitea", "--all")).exitCode).toBe(1);
  },
  240_000,
);

test("a step of root's for settings that nobody reviewed is refused before anything is asked", async () => {
  const { exitCode, stderr } = await own.strata("pct-set", "postgresql", "--reviewed", "0000000000000000");
  expect([exitCode, stderr]).toEqual([
    3,
    "personas/home/postgresql.yaml: not what was reviewed; run `strata plan postgresql` again, then apply",
  ]);
});
