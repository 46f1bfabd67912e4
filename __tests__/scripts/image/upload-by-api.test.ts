import { expect, jest, test } from "@jest/globals";
import { parse } from "yaml";
import { smallImage } from "./image-lab.ts";
import { NarrowWay } from "./narrow-way.ts";
import { built, OwnLab, releaseFile, template } from "./own-lab.ts";

const mebibytes = 4;
const whole = [template];

jest.setTimeout(120_000);

const disk = { STAND_IN_DISK: "disk", STAND_IN_MIB: String(mebibytes), STAND_IN_QCOW2: "1" };
const own = OwnLab.forEachTest(async (lab) => {
  lab.write("images/other/image.yaml", smallImage);
  await built(lab, disk);
  await built(lab, disk, "other");
});

const digest = (): string => parse(own.lab.read(releaseFile)).digest.replace("sha256:", "");
const upload = (...more: string[]) => own.lab.strata(["image", "upload", "small", "--via", "api", ...more]);

test("without a key of root's a disk becomes a template through the API, and nothing logs in to the node", async () => {
  const site = own.lab.read("personas/home/site.yaml");
  own.lab.write("personas/home/site.yaml", site.replace(/ {2}root: .*\n/, ""));
  const { exitCode, stdout, stderr } = await own.lab.strata(["image", "upload", "small"]);
  expect({ exitCode, stdout, stderr }).toEqual({
    exitCode: 0,
    stdout: "made template small-v1.0.0: 9000 on asus, tank\nrecorded in images/small/releases/v1.0.0.yaml",
    stderr: "",
  });
  expect(await own.target.machines()).toEqual(whole);
  expect(await own.target.config(9000)).toMatchObject({
    description: expect.stringContaining(`sha256:${digest()}`),
    boot: "order=scsi0",
    scsi0: "tank:base-9000-disk-0,discard=on,iothread=1,size=4M,ssd=1",
  });
  expect(own.target.simulator.content("asus", "tank:base-9000-disk-0")?.sha256).toBe(digest());
  expect(await own.target.volumes("local")).toEqual([]);
  expect(own.target.simulator.journal.lines.filter((line) => "command" in line)).toEqual([]);
});

test("an upload that is cut in half frees the number, and the next one ends well", async () => {
  const way = await NarrowWay.to(own.target, own.lab, (mebibytes / 2) * 2 ** 20, "cut");
  const { exitCode, stderr } = await upload();
  await way.close();
  expect(stderr).toMatch(/cannot be reached: .*; number 9000 is free again, run this again when that is mended$/);
  expect(exitCode).toBe(4);
  await endsWell();
});

test("Ctrl-C while the disk is sent ends that, and frees the number", async () => {
  const way = await NarrowWay.to(own.target, own.lab, (mebibytes / 2) * 2 ** 20, "stalls");
  const run = upload();
  await way.full;
  run.kill("SIGINT");
  const { exitCode, stderr } = await run;
  await way.close();
  expect(stderr).toMatch(/the upload of small-v1\.0\.0\.qcow2 was stopped; run this again; number 9000 is free again$/);
  expect(exitCode).toBe(5);
  await endsWell();
});

for (const [what, fault, line] of [
  [
    "bytes that changed on the way",
    "task-fails,task=imgcopy,text=checksum mismatch: got '00' != expect '11'",
    /^the upload of small-v1\.0\.0\.qcow2 to asus:local failed: checksum mismatch: got '00' != expect '11'; the task's log on the node tells all of it; number 9000 is free again, run this again when that is mended$/,
  ],
  [
    "a full storage for what is sent",
    "storage-full,storage=local",
    /^the upload of small-v1\.0\.0\.qcow2 to asus:local failed: .*; make room on local; number 9000 is free again, run this again when that is mended$/,
  ],
  [
    "a full storage for disks",
    "storage-full,storage=tank",
    /^asus: importing the disk of 9000 into tank failed: .*; make room on tank; number 9000 is free again, run this again when that is mended$/,
  ],
] as const)
  test(`${what} is told in a line, and the next run ends well`, async () => {
    const mend = own.target.simulator.fault(fault);
    const { stderr } = await upload();
    expect(stderr).toMatch(line);
    expect(await own.target.machines()).toEqual([]);
    mend();
    await endsWell();
  });

test("a number that somebody takes first is left to them, and one that was asked for is refused", async () => {
  const first = () => own.target.simulator.fault("vmid-taken,vmid=9000,request=POST /nodes/*/qemu");
  const undo = first();
  expect((await upload("--id", "9000")).stderr).toBe(
    "number 9000 is taken by somebody who came first on asus; put a free one into images/small/releases/v1.0.0.yaml, or say --id",
  );
  undo();
  first();
  expect((await upload()).stdout).toMatch(/^made template small-v1\.0\.0: 9001 on asus/);
});

test("two uploads at once get a number each", async () => {
  const both = await Promise.all([upload(), own.lab.strata(["image", "upload", "other", "--via", "api"])]);
  expect(both.map(({ exitCode, stderr }) => (exitCode === 0 ? "" : stderr))).toEqual(["", ""]);
  const made = await own.target.machines();
  expect(made.map(({ vmid, template }) => [vmid, template])).toEqual([
    [9000, 1],
    [9001, 1],
  ]);
  expect(made.map(({ name }) => name).sort()).toEqual(["other-v1.0.0", "small-v1.0.0"]);
});

for (const [what, task, nth] of [
  ["the number is taken", "qmcreate", 1],
  ["the disk is put into its place", "imgcopy", 1],
  ["the disk is imported", "qmconfig", 1],
  ["it becomes a template", "qmtemplate", 1],
  ["what was sent is removed", "imgdel", 1],
  ["it gets its name", "qmconfig", 2],
] as const)
  test(`a run that is killed while ${what} leaves no half-made template, and the next one ends well`, async () => {
    own.target.simulator.fault(`task-hangs,task=${task},at=${nth}`);
    const run = upload();
    const stop = await own.target.running(task);
    run.kill("SIGKILL");
    await run;
    expect((await own.target.machines()).filter(({ name }) => name === "small-v1.0.0")).toEqual([]);
    await stop();
    own.forgetLock();
    await endsWell();
  });

async function endsWell(): Promise<void> {
  own.target.aim(own.lab);
  const { exitCode, stderr } = await upload();
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(await own.target.machines()).toEqual(whole);
  expect(await own.target.volumes("local")).toEqual([]);
  expect(own.target.simulator.content("asus", "tank:base-9000-disk-0")?.sha256).toBe(digest());
}
