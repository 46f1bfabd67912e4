import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, expect, jest, test } from "@jest/globals";
import { parse } from "yaml";
import { built, OwnLab, releaseFile, template } from "./own-lab.ts";

jest.setTimeout(120_000);

const disk = { STAND_IN_DISK: "disk", STAND_IN_MIB: "1", STAND_IN_QCOW2: "1" };
const own = OwnLab.forEachTest((lab) => built(lab, disk));
beforeEach(async () => void (await own.lab.strata(["image", "upload", "small", "--via", "api"])));

const proof = (...more: string[]) => own.lab.strata(["image", "test", "small", "--on", "target", ...more]);

test("a clone on the target answers by its agent; what only a shell can tell is named, nothing counts, and the clone is gone", async () => {
  const { exitCode, stdout, stderr } = await proof();
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.any(String) });
  const lines = stdout.split("\n");
  expect(lines.at(-1)).toBe(
    "small v1.0.0 holds 2 of 9 promises; nothing is recorded, because nothing runs inside the machines of an embedded Proxmox. Not checked: SSH by key, under the clone's own name; cloud-init is done; Python; sudo without a password; /etc/machine-id is the clone's own; /etc/ssh/ssh_host_ed25519_key is the clone's own; the build's key is gone",
  );
  expect(stdout + stderr).toMatch(/the guest agent answers.*\n.*the agent tells the address 192\.168\.88\.2\b/);
  expect(parse(own.lab.read(releaseFile)).tested).toBeUndefined();
  expect(await own.target.machines()).toEqual([template]);
});

test("Ctrl-C while its agent does not answer removes the clone, and so does the next test after one that was killed", async () => {
  const mend = own.target.simulator.fault("agent-silent");
  const run = proof();
  await started();
  run.kill("SIGINT");
  const { exitCode, stderr } = await run;
  expect(stderr).toMatch(/stopped before the test was whole$/);
  expect(exitCode).toBe(5);
  expect(await own.target.machines()).toEqual([template]);

  const killed = proof();
  await started();
  killed.kill("SIGKILL");
  await killed;
  expect(await own.target.machines()).toEqual([template, expect.objectContaining({ name: "image-test" })]);
  mend();
  own.forgetLock();
  expect((await proof()).exitCode).toBe(0);
  expect(await own.target.machines()).toEqual([template]);
});

test("a clone that cannot be made is told in a line and leaves nothing", async () => {
  const mend = own.target.simulator.fault("storage-full,storage=tank");
  const { exitCode, stderr } = await proof();
  expect(stderr).toMatch(/^asus: cloning 9000 as 9001 failed: .*; the task's log on the node tells all of it$/m);
  expect(exitCode).toBe(5);
  expect(await own.target.machines()).toEqual([template]);
  mend();
  expect((await proof()).exitCode).toBe(0);
});

test("a template that is gone, or another one, is not tested", async () => {
  await own.target.describe(9000, "somebody else's");
  expect((await proof()).stderr).toBe(
    "template 9000 on asus is not small v1.0.0 as its file says; `strata image provide small v1.0.0` sees to that",
  );
  await own.target.destroy(9000);
  expect((await proof()).stderr).toBe(
    "template 9000 on asus is gone, so it is not small v1.0.0 as its file says; `strata image provide small v1.0.0` sees to that",
  );
  own.lab.write(
    releaseFile,
    own.lab
      .read(releaseFile)
      .replace(/ +- \{ site: home.*\n/, "")
      .replace("templates:", "templates: []"),
  );
  expect((await proof()).stderr).toBe(
    "small v1.0.0 has no template on site home; `strata image provide small v1.0.0` sees to that",
  );
});

/** A clone is running, and was asked. */
async function started(): Promise<void> {
  const asked = () =>
    own.target.simulator.journal.lines.filter((line) => /agent/.test(String(line.path)) && line.status === 500).length;
  const before = asked();
  for (let tries = 0; tries < 600 && asked() === before; tries += 1) await sleep(50);
}
