import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, jest } from "@jest/globals";
import { isoImage, type JournalLine, type RequestLine } from "../../../simulator/src/index.ts";
import { testNeeding } from "../../needs.ts";
import { installedImage, kickstart } from "./host-image.ts";
import { ImageLab } from "./image-lab.ts";
import { ImageTarget } from "./image-target.ts";
import { packerFolder, realPacker } from "./real-packer.ts";

const packer = realPacker();
const test = testNeeding("Packer 1.6, or a later one with its plugin proxmox", packer !== undefined);

jest.setTimeout(180_000);

const iso = isoImage({ label: "INSTALLER", time: new Date(0), files: new Map([["vmlinuz", Buffer.alloc(4096)]]) });
const sha256 = createHash("sha256").update(iso).digest("hex");

let mirror: Server;
let lab: ImageLab;
let target: ImageTarget;
beforeEach(async () => {
  mirror = createServer((_, response) => response.end(iso));
  await new Promise<void>((resolve) => mirror.listen(0, "localhost", resolve));
  lab = await ImageLab.make();
  await describe(sha256);
  lab.write("images/installed/http/ks.cfg", kickstart);
  await lab.commit("An image that is installed");
  target = await ImageTarget.for(lab);
});
afterEach(async () => {
  mirror.close();
  await target.close();
  lab.remove();
});

async function describe(digest: string): Promise<void> {
  const address = mirror.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const url = `http://localhost:${address.port}/boot-9.iso`;
  lab.write("images/installed/image.yaml", installedImage({ url, sha256: digest }));
}

function build() {
  const programs = packerFolder(lab.root, packer ?? "plugins", target.simulator);
  const path = `${programs}:${process.env.PATH}`;
  return lab.strata(["image", "build", "installed", "--builder", "proxmox-iso"], { PATH: path });
}

test("Packer brings the installer, makes the machine and types at its menu; Ctrl-C removes machine and number", async () => {
  const run = build();
  await until(() => keys() > 0);
  const secret = target.simulator.apiToken.split("=")[1] ?? "";
  expect(commandLines().some((line) => line.includes("proxmox_url"))).toBe(true);
  expect(commandLines().filter((line) => line.includes(secret))).toEqual([]);
  const [made] = await target.machines();
  expect(made).toMatchObject({ vmid: 9000, name: expect.stringMatching(/^unfinished-installed-v1\.0\.0\./) });
  run.kill("SIGINT");
  const { exitCode, stderr } = await run;
  expect(stderr).toMatch(/the build was stopped, its machine ended and its files removed; run this again to build; /);
  expect(stderr).toMatch(/; number 9000 is free again$/);
  expect(exitCode).toBe(5);
  expect(await target.machines()).toEqual([]);
  expect(asked()).toEqual([
    "POST /nodes/asus/storage/local/upload",
    "POST /nodes/asus/qemu",
    "POST /nodes/asus/qemu/9000/status/start",
    "POST /nodes/asus/qemu/9000/status/stop",
    "DELETE /nodes/asus/qemu/9000",
  ]);
  expect(lab.read("build/images/installed/v1.0.0.log")).not.toContain(secret);
});

test("an installer that is not what was pinned is told in a line, and no machine is made", async () => {
  await describe("cd".repeat(32));
  const { exitCode, stderr } = await build();
  expect(stderr).toMatch(
    /^installed v1\.0\.0: packer build failed: .*[Cc]hecksum.*; mend that and run this again; log: /m,
  );
  expect(exitCode).toBe(5);
  expect(asked()).toEqual([]);
});

const requests = (): RequestLine[] => {
  const lines: readonly JournalLine[] = target.simulator.journal.lines;
  return lines.filter((line): line is RequestLine => "method" in line && line.method !== "GET");
};

const isTyping = ({ path }: RequestLine) => /\/(?:sendkey|monitor)$/.test(path);

/** What was asked for in order, beside typing, logging in, and the disk that an old Packer makes before its machine. */
const asked = (): string[] =>
  requests()
    .filter((line) => !isTyping(line) && !["/access/ticket", "/nodes/asus/storage/tank/content"].includes(line.path))
    .map(({ method, path }) => `${method} ${path}`);

/** How many keys were pressed; which, the journal keeps to itself. */
const keys = (): number => requests().filter(isTyping).length;

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1200 && !holds(); tries += 1) await sleep(50);
}

/** Those of every process that can be seen. */
function commandLines(): string[] {
  return readdirSync("/proc").flatMap((pid) => {
    try {
      return /^\d+$/.test(pid) ? [readFileSync(`/proc/${pid}/cmdline`, "utf8")] : [];
    } catch {
      return [];
    }
  });
}
