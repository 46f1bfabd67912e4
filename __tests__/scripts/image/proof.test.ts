import { expect, test } from "@jest/globals";
import type { Image } from "../../../model/lab.ts";
import { type Clone, contractOf, proveContract } from "../../../scripts/image/proof/contract.ts";
import { seedDrive } from "../../../scripts/image/proof/seed.ts";

const image = {
  name: "small",
  guarantees: { agent: true, cloudInit: true, python: true, sudo: true },
  k3s: "v1.35.6+k3s1",
} as Image;

/** What a sound clone says, by the beginning of the command. */
const sound: Readonly<Record<string, string>> = {
  hostname: "image-test",
  "cloud-init status": "status: done",
  "python3 --version": "Python 3.13.5",
  "sudo --non-interactive id": "0",
  "sudo --non-interactive grep": "0",
  awk: "1000",
  "stat -c %Y /etc/machine-id": "1003",
  "stat -c %Y /etc/ssh/ssh_host_ed25519_key": "1007",
  "k3s --version": "k3s version v1.35.6+k3s1 (abc)",
};

/** A clone that says what it is told to say, and no word else. */
function clone(said: Readonly<Record<string, string>>, agent: Clone["agent"] = async () => ({})): Clone {
  return {
    agent,
    until: (_, attempt) => attempt(),
    async run(command) {
      const [, answer] =
        Object.entries({ ...sound, ...said }).find(([beginning]) => command.startsWith(beginning)) ?? [];
      if (answer === undefined) throw new Error(`nobody taught the clone ${command}`);
      return answer;
    },
  };
}

const prove = (machine: Clone, heard: string[] = []) =>
  proveContract(machine, contractOf(image, "image-test"), {
    named: "small v1.0.0",
    look: "console: build/images/small/v1.0.0.console.log",
    say: (line) => heard.push(line.trim()),
  });

test("a clone that keeps every promise is told of in the order in which it comes up", async () => {
  const heard: string[] = [];
  const { promises } = await prove(clone({}), heard);
  expect(heard).toEqual([
    "SSH by key, under the clone's own name",
    "cloud-init is done",
    "the guest agent answers",
    "Python",
    "sudo without a password",
    "/etc/machine-id is the clone's own",
    "/etc/ssh/ssh_host_ed25519_key is the clone's own",
    "the build's key is gone",
    "k3s v1.35.6+k3s1",
  ]);
  expect(promises.map(({ promise }) => promise)).toEqual(heard);
});

const broken: readonly (readonly [string, Clone, string])[] = [
  [
    "an agent that never answers",
    clone({}, async () => {
      throw new Error("the guest agent did not answer guest-sync within 5 s");
    }),
    '"the guest agent answers": the guest agent did not answer guest-sync within 5 s',
  ],
  [
    "cloud-init that failed",
    clone({ "cloud-init status": "status: error" }),
    '"cloud-init is done": `cloud-init status --wait` says "status: error"',
  ],
  [
    "a machine-id of the build",
    clone({ "stat -c %Y /etc/machine-id": "900" }),
    `"/etc/machine-id is the clone's own": it was there before the clone's first boot, so all clones would share it`,
  ],
  [
    "the build's key",
    clone({ "sudo --non-interactive grep": "1" }),
    `"the build's key is gone": \`sudo --non-interactive grep -c ' build$' /root/.ssh/authorized_keys 2>/dev/null || true\` says "1"`,
  ],
];

for (const [what, machine, why] of broken)
  test(`${what} is a broken promise, told in one line`, async () => {
    await expect(prove(machine)).rejects.toMatchObject({
      exit: 5,
      message: `small v1.0.0 does not hold its promise ${why}; mend the image and build its next release (console: build/images/small/v1.0.0.console.log)`,
    });
  });

test("only what an image guarantees is asked of its clone", () => {
  const guarantees = { agent: false, cloudInit: true, python: false, sudo: true };
  const { k3s: _, ...plain } = image;
  const promises = contractOf({ ...plain, guarantees }, "x").map(({ promise }) => promise);
  expect(promises).not.toContain("the guest agent answers");
  expect(promises).not.toContain("Python");
  expect(promises.some((promise) => promise.startsWith("k3s"))).toBe(false);
});

test("the drive for cloud-init is the same for the same clone, and bears the label it looks for", () => {
  const identity = {
    name: "image-test",
    user: "ops",
    publicKey: "ssh-ed25519 AAAA x",
    mac: "52:54:00:12:34:56",
    address: "10.0.2.15",
    prefix: 24,
  };
  const drive = seedDrive(identity);
  expect(drive.equals(seedDrive(identity))).toBe(true);
  expect(drive.subarray(32_808, 32_814).toString()).toMatch(/^cidata$/i);
});
