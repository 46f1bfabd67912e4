import { rmSync } from "node:fs";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, jest, test } from "@jest/globals";
import { parse } from "yaml";
import { installedImage, kickstart } from "./host-image.ts";
import { OwnLab } from "./own-lab.ts";

const releaseFile = "images/installed/releases/v1.0.0.yaml";
const whole = [{ vmid: 9000, name: "installed-v1.0.0", template: 1 }];
const mine = `unfinished-installed-v1.0.0.${hostname().toLowerCase()}`;
const plugins = { STAND_IN_VERSION: "1.11.2" };

jest.setTimeout(120_000);

const own = OwnLab.forEachTest(async (lab) => {
  for (const image of ["installed", "another"]) {
    lab.write(`images/${image}/image.yaml`, installedImage());
    lab.write(`images/${image}/http/ks.cfg`, kickstart);
  }
  await lab.commit("Images that are installed");
});

const build = (environment: Readonly<Record<string, string>> = {}, image = "installed", ...more: string[]) =>
  own.lab.strata(["image", "build", image, "--builder", "proxmox-iso", ...more], { ...plugins, ...environment });

test("a build on the target leaves a template there and its records here, and the second one has nothing to do", async () => {
  const { exitCode, stdout, stderr } = await build();
  const { digest, ...recorded } = parse(own.lab.read(releaseFile));
  expect({ exitCode, stdout, stderr }).toEqual({
    exitCode: 0,
    stdout: `built template installed-v1.0.0: 9000 on asus, tank (${digest})\nrecorded in ${releaseFile}`,
    stderr: "  installed v1.0.0  Creating VM\n  installed v1.0.0  Starting VM",
  });
  expect(recorded).toMatchObject({
    name: "installed-v1.0.0",
    built: { builder: "proxmox-iso", commit: await own.lab.head() },
    templates: [{ site: "home", node: "asus", storage: "tank", id: 9000 }],
  });
  expect(await own.target.machines()).toEqual(whole);
  expect((await own.target.config(9000)).description).toContain(digest);
  const statement = JSON.parse(own.lab.read("build/images/installed/v1.0.0/provenance.intoto.json"));
  expect(statement.subject).toEqual([{ name: "installed-v1.0.0", digest: { sha256: digest.replace("sha256:", "") } }]);
  const [told] = own.lab.packerRuns;
  expect(told).toMatchObject({ vm_id: "9000", node: "asus", disk_storage: "tank", iso_storage: "local", vlan: "" });
  const secret = own.target.simulator.apiToken.split("=")[1] ?? "";
  for (const seen of [JSON.stringify(told), stdout, stderr, own.lab.read("build/images/installed/v1.0.0.log")])
    expect(seen).not.toContain(secret);

  expect((await build()).stdout).toMatch(/^up to date, nothing of its recipe has changed: template installed-v1\.0\.0/);
  rmSync(`${own.lab.root}/build`, { recursive: true });
  expect((await build()).stdout).toMatch(/^up to date/);
  expect(own.lab.packerRuns).toHaveLength(1);
  expect((await own.lab.strata(["image", "upload", "installed"])).stderr).toMatch(
    /^installed v1\.0\.0 is not built on this/,
  );
});

test("a Packer that is killed leaves no machine and no number, and the next build ends well", async () => {
  const { exitCode, stderr } = await build({ STAND_IN_PACKER: "dies" });
  expect(exitCode).toBe(5);
  expect(stderr).toMatch(
    /: packer build was killed \(signal 9\).*run this again; log: \S+; number 9000 is free again$/m,
  );
  expect(await own.target.machines()).toEqual([]);
  expect((await build()).exitCode).toBe(0);
  expect(await own.target.machines()).toEqual(whole);
});

test("what a run left that was killed itself is removed by the next; what another machine makes is left alone", async () => {
  const run = build({ STAND_IN_PACKER: "hangs" });
  while ((await own.target.machines()).length === 0) await sleep(50);
  await run.kill("SIGKILL");
  await run;
  expect(await own.target.machines()).toEqual([{ vmid: 9000, name: mine, template: 0 }]);
  own.forgetLock("installed");
  expect((await build()).exitCode).toBe(0);
  expect(await own.target.machines()).toEqual(whole);
  await own.target.create(9050, "unfinished-another-v1.0.0.elsewhere");
  expect((await build({}, "another")).stderr).toBe(
    "another run is making another-v1.0.0, as 9050 (unfinished-another-v1.0.0.elsewhere) on asus; wait, or if that run is dead: qm destroy 9050",
  );
});

test("a number that somebody takes first is left to them, and one that was asked for is refused", async () => {
  const take = () => own.target.simulator.fault("vmid-taken,vmid=9000,request=POST /nodes/*/qemu");
  const undo = take();
  expect((await build({}, "installed", "--id", "9000")).stderr).toMatch(
    /^number 9000 is taken by somebody who came first on asus; put a free one into \S+, or say --id$/m,
  );
  undo();
  take();
  expect((await build()).stdout).toMatch(/^built template installed-v1\.0\.0: 9001 on asus/);
});

test("two builds at once get a number each", async () => {
  const both = await Promise.all([build(), build({}, "another")]);
  expect(both.map(({ exitCode, stderr }) => (exitCode === 0 ? "" : stderr))).toEqual(["", ""]);
  expect((await own.target.machines()).map(({ vmid }) => vmid)).toEqual([9000, 9001]);
});

test("a template of the same name and other content is never overwritten", async () => {
  await own.target.create(9000, "installed-v1.0.0");
  const { exitCode, stderr } = await build();
  expect(exitCode).toBe(3);
  expect(stderr).toBe(
    "asus has a machine installed-v1.0.0 (9000) of other content than this recipe's; it is never overwritten: build the next release, or remove it by hand",
  );
  expect(own.lab.packerRuns).toEqual([]);
});

test.each([
  [
    { STAND_IN_VERSION: "1.6.6" },
    "installed",
    "proxmox-iso needs Packer 1.9 or newer, older ones know no EFI disk; install one, or build with BUILDER=qemu",
  ],
  [{}, "small", "images/small/image.yaml has no builder proxmox-iso, only qemu"],
])("what cannot be built so is said before the target is asked: %j %s", async (environment, image, line) => {
  const asked = own.target.simulator.journal.lines.length;
  expect((await build(environment, image)).stderr).toBe(line);
  expect(own.target.simulator.journal.lines).toHaveLength(asked);
});
