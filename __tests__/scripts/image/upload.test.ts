import { createHash } from "node:crypto";
import { expect, jest } from "@jest/globals";
import { parse } from "yaml";
import { missingPrograms } from "../../../scripts/image/base-disk.ts";
import { testNeeding } from "../../needs.ts";
import { built, OwnLab, releaseFile, template } from "./own-lab.ts";

const lacking = await missingPrograms(["ssh", "sftp", "ssh-keygen"]);
const test = testNeeding(lacking.join(", "), lacking.length === 0);

/** What the stand-in for Packer builds: large enough to be cut in two. */
const disk = { STAND_IN_DISK: "disk", STAND_IN_MIB: "4" };
const digest = `sha256:${createHash("sha256")
  .update(Buffer.alloc(4 * 2 ** 20, "disk"))
  .digest("hex")}`;
const whole = [template];

jest.setTimeout(120_000);

const own = OwnLab.forEachTest((lab) => built(lab, disk));

const upload = (environment?: Readonly<Record<string, string>>, ...more: string[]) =>
  own.lab.strata(["image", "upload", "small", ...more], environment);

test("an upload makes a template of the disk, says where it stands, and does nothing the second time", async () => {
  const { exitCode, stdout, stderr } = await upload();
  expect({ exitCode, stdout, stderr }).toEqual({
    exitCode: 0,
    stdout: `made template small-v1.0.0: 9000 on asus, tank\nrecorded in ${releaseFile}`,
    stderr: "",
  });
  expect(await own.target.machines()).toEqual(whole);
  expect(await own.target.config(9000)).toMatchObject({
    description: expect.stringContaining(digest),
    machine: "q35",
    agent: "1",
    boot: "order=scsi0",
    scsihw: "virtio-scsi-single",
    scsi0: "tank:base-9000-disk-0,discard=on,iothread=1,size=4M,ssd=1",
  });
  expect(own.target.simulator.content("asus", "tank:base-9000-disk-0")?.sha256).toBe(digest.replace("sha256:", ""));
  expect(await own.target.volumes("local")).toEqual([]);
  expect(parse(own.lab.read(releaseFile)).templates).toEqual([
    { site: "home", node: "asus", storage: "tank", id: 9000 },
  ]);

  const again = await upload();
  expect(again.stdout).toBe(`there already: template small-v1.0.0: 9000 on asus, tank\nrecorded in ${releaseFile}`);
  expect(await own.target.machines()).toEqual(whole);
});

test("a number that the release's file names is kept for it; one that is taken is refused by name", async () => {
  own.lab.write(
    releaseFile,
    own.lab.read(releaseFile).replace("[]", "[{ site: home, node: asus, storage: tank, id: 9005 }]"),
  );
  await own.target.create(9005, "somebody");
  const taken = await upload();
  expect(taken.exitCode).toBe(3);
  expect(taken.stderr).toBe(
    `number 9005 is taken by somebody on asus; put a free one into ${releaseFile}, or say --id`,
  );
  const other = await upload({}, "--id", "9006");
  expect(other.stdout).toMatch(/^made template small-v1\.0\.0: 9006 on asus/);
  expect(parse(own.lab.read(releaseFile)).templates).toEqual([
    { site: "home", node: "asus", storage: "tank", id: 9006 },
  ]);
});

test("a template of the same name and other content is never overwritten", async () => {
  await own.target.create(9000, "small-v1.0.0");
  const { exitCode, stderr } = await upload();
  expect(exitCode).toBe(3);
  expect(stderr).toBe(
    `asus has a machine small-v1.0.0 (9000) of other content than ${digest}; it is never overwritten: build the next release, or remove it by hand`,
  );
  expect(await own.target.machines()).toEqual([{ vmid: 9000, name: "small-v1.0.0", template: 0 }]);
});

test("an upload that is cut in half frees the number, and the next one goes on where it was", async () => {
  const cut = await upload({ STAND_IN_SFTP: "cuts" });
  expect(cut.exitCode).toBe(5);
  expect(cut.stderr).toMatch(
    /^the upload of small-v1\.0\.0\.qcow2 to asus:\/var\/lib\/vz\/import\/unfinished-small-v1\.0\.0-\w{12}\.qcow2 failed: Connection closed; see that it has room and answers, then run this again: it goes on where it was; number 9000 is free again$/,
  );
  expect(await own.target.machines()).toEqual([]);
  const [half] = await own.target.volumes("local");
  expect(half).toMatch(/^local:import\/unfinished-small-v1\.0\.0-/);
  expect((await upload()).exitCode).toBe(0);
  expect(await own.target.machines()).toEqual(whole);
  expect(own.target.simulator.content("asus", "tank:base-9000-disk-0")?.sha256).toBe(digest.replace("sha256:", ""));
});

test("bytes that changed on the way are sent again, and twice is a failure that leaves nothing", async () => {
  own.lab.write(".packer-runs.times", "once\ntwice\n");
  const environment = { STAND_IN_SFTP: "damages", STAND_IN_SFTP_TIMES: `${own.lab.root}/.packer-runs.times` };
  const twice = await upload(environment);
  expect(twice.exitCode).toBe(5);
  expect(twice.stderr).toBe(
    "asus: what arrived of small-v1.0.0.qcow2 has another digest, twice; check memory and disk of asus, then run this again; number 9000 is free again",
  );
  expect(await own.target.volumes("local")).toEqual([]);
  expect(await own.target.machines()).toEqual([]);
  own.lab.write(".packer-runs.times", "once\n");
  expect((await upload(environment)).exitCode).toBe(0);
  expect(await own.target.machines()).toEqual(whole);
});

for (const [storage, line] of [
  [
    "local",
    /^the upload of small-v1\.0\.0\.qcow2 to asus:\S+ failed: .*; see that it has room and answers, then run this again: it goes on where it was; number 9000 is free again$/,
  ],
  [
    "tank",
    /^asus: `qm disk import 9000 \S+ tank --target-disk scsi0` failed: .*; make room on tank; number 9000 is free again, run this again when that is mended$/,
  ],
] as const)
  test(`a full storage ${storage} is told, the number is freed, and with room the next run succeeds`, async () => {
    const mend = own.target.simulator.fault(`storage-full,storage=${storage}`);
    const { exitCode, stderr } = await upload();
    expect(stderr).toMatch(line);
    expect(exitCode).toBe(5);
    expect(await own.target.machines()).toEqual([]);
    mend();
    expect((await upload()).exitCode).toBe(0);
    expect(await own.target.machines()).toEqual(whole);
  });

const steps = [
  "qm create",
  "sha256sum",
  "qm disk import",
  "qm config",
  "qm set 9000 --scsi0",
  "qm template",
  "rm -f",
  "qm set 9000 --name",
];

for (const moment of steps.flatMap((step) => [`before ${step}`, `after ${step}`]))
  test(`a run that is killed ${moment} leaves no half-made template, and the next one ends well`, async () => {
    const killed = await upload({ STAND_IN_SSH: moment });
    expect(killed.signal).toBe("SIGKILL");
    const left = await own.target.machines();
    const done = moment === "after qm set 9000 --name";
    expect(left.filter(({ name }) => name === "small-v1.0.0")).toEqual(done ? whole : []);
    const { exitCode, stderr } = await laterUpload();
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(await own.target.machines()).toEqual(whole);
    expect(await own.target.volumes("local")).toEqual([]);
  });

test("what another machine is making is left alone", async () => {
  await upload({ STAND_IN_SSH: "before qm template" });
  await own.target.describe(9000, "Being made by a run of Strata on elsewhere: sha256:00");
  const { exitCode, stderr } = await laterUpload();
  expect(exitCode).toBe(3);
  expect(stderr).toBe(
    "another machine is making small-v1.0.0, as 9000 on asus; wait, or if that run is dead: qm destroy 9000",
  );
});

for (const [words, line] of [
  [["small", "v1.0.7"], "small v1.0.7 is not built on this machine; `strata image build small v1.0.7` does that"],
  [["small", "--node", "aser"], 'there is no node "aser"; say --node: there is asus'],
  [["small", "--storage", "local"], 'there is no storage "local" for disks on asus; say --storage: there is tank'],
] as const)
  test(`wrong words are answered in a line: ${words.join(" ")}`, async () => {
    const { exitCode, stderr } = await own.lab.strata(["image", "upload", ...words]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: line });
  });

/** The next run, once the lock of a killed one is forgotten, which takes ten seconds. */
async function laterUpload() {
  own.forgetLock();
  return upload();
}
