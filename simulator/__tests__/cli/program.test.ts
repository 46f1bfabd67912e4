import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { get } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { TLSSocket } from "node:tls";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import ssh2 from "ssh2";
import type { ReadyFacts } from "../../src/cli/ready-file.ts";

const program = join(dirname(fileURLToPath(import.meta.url)), "../../bin/proxmox-simulator.mjs");

let folder: string;
let readyFile: string;
let running: ChildProcess[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cli-"));
  readyFile = join(folder, "ready.json");
  running = [];
});
afterEach(async () => {
  for (const child of running.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)) {
    child.kill("SIGKILL");
    await once(child, "exit");
  }
  rmSync(folder, { recursive: true });
});

/** Starts the program; `ended` holds what it said and its status. */
function start(...args: string[]) {
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH },
  });
  running.push(child);
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk) => (out += chunk));
  child.stderr.on("data", (chunk) => (err += chunk));
  const ended = once(child, "close").then(([status]) => ({ status: status as number | null, out, err }));
  return { child, ended };
}

async function ready(simulator: ReturnType<typeof start>): Promise<ReadyFacts> {
  while (!existsSync(readyFile)) {
    if (simulator.child.exitCode !== null) throw new Error((await simulator.ended).err);
    await pause(20);
  }
  return JSON.parse(readFileSync(readyFile, "utf8")) as ReadyFacts;
}

/** Asks for the version as a client that has nothing but the ready file. */
function version({ endpoint, caFile, apiToken }: ReadyFacts) {
  return new Promise<{ status: number | undefined; fingerprint: string; body: string }>((resolve, reject) => {
    const headers = { authorization: `PVEAPIToken=${apiToken}` };
    const request = get(
      `${endpoint}/api2/json/version`,
      { ca: readFileSync(caFile), headers, agent: false },
      (response) => {
        const { fingerprint256 } = (response.socket as TLSSocket).getPeerCertificate();
        let body = "";
        response.on("data", (chunk) => (body += chunk));
        response.on("end", () => resolve({ status: response.statusCode, fingerprint: fingerprint256, body }));
      },
    );
    request.on("error", reject);
  });
}

describe("once the ready file is there", () => {
  test("its facts lead to the API and to SSH, and SIGTERM ends all of it", async () => {
    const simulator = start("--ready-file", readyFile);
    const facts = await ready(simulator);
    expect(statSync(readyFile).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["ready.json"]);
    expect(facts.pid).toBe(simulator.child.pid);

    const answer = await version(facts);
    expect(answer).toMatchObject({ status: 200, fingerprint: facts.fingerprint });

    const client = new ssh2.Client();
    const { host, port, username, privateKeyFile } = facts.ssh;
    client.connect({ host, port, username, privateKey: readFileSync(privateKeyFile) });
    await once(client, "ready");

    simulator.child.kill("SIGTERM");
    expect(await simulator.ended).toEqual({ status: 0, out: "", err: "" });
    expect(existsSync(readyFile)).toBe(false);
    expect(existsSync(facts.caFile)).toBe(false);
  });

  test("a state that is kept has the same identity and token the next time", async () => {
    const state = join(folder, "state");
    const seen: ReadyFacts[] = [];
    for (let round = 0; round < 2; round += 1) {
      const simulator = start("--ready-file", readyFile, "--state", state);
      seen.push(await ready(simulator));
      simulator.child.kill("SIGINT");
      expect(await simulator.ended).toMatchObject({ status: 0, err: "" });
    }
    const [first, second] = seen;
    expect(second?.fingerprint).toBe(first?.fingerprint);
    expect(second?.apiToken).toBe(first?.apiToken);
    expect(second?.ssh.hostFingerprint).toBe(first?.ssh.hostFingerprint);
  });
});

test("without a ready file a person is told how to reach it", async () => {
  const simulator = start();
  let out = "";
  simulator.child.stdout?.on("data", (chunk) => (out += chunk));
  while (!out.includes("Ctrl-C") && simulator.child.exitCode === null) await pause(20);
  simulator.child.kill("SIGINT");
  expect((await simulator.ended).status).toBe(0);
  expect(out).toMatch(/Proxmox VE +https:\/\/127\.0\.0\.1:\d+\n/);
});

describe("it ends with one line and", () => {
  test("1 for a wrong option", async () => {
    expect(await start("--port", "x").ended).toEqual({
      status: 1,
      out: "",
      err: "proxmox-simulator: option '--port <number>' argument 'x' is invalid. Give a number from 0 to 65535.\n",
    });
  });

  test("1 for a world that cannot be", async () => {
    const world = join(folder, "world.json");
    writeFileSync(world, '{"nodes":[],"storages":[]}');
    expect(await start("--world", world).ended).toEqual({
      status: 1,
      out: "",
      err: "proxmox-simulator: world: nodes is empty; a cluster has at least one\n",
    });
  });

  test("1 for a ready file that cannot be written, and nothing keeps running", async () => {
    const { status, err } = await start("--ready-file", "/none/ready.json").ended;
    expect({ status, err }).toEqual({
      status: 1,
      err: "proxmox-simulator: /none/ready.json: no such file or directory\n",
    });
  });

  test("1 for a ready file that is a device or a folder, which stays as it was", async () => {
    readyFile = join(folder, "pipe");
    execFileSync("mkfifo", [readyFile]);
    for (const there of [readyFile, folder]) {
      const before = statSync(there).ino;
      const { status, err } = await start("--ready-file", there).ended;
      expect({ status, err }).toEqual({
        status: 1,
        err: `proxmox-simulator: ${there}: is not a file; name one that may be written and, at the end, removed\n`,
      });
      expect(statSync(there).ino).toBe(before);
    }
  });

  test.each(["--port", "--ssh-port"])("4 for a taken %s", async (option) => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    try {
      expect(await start(option, String(port)).ended).toEqual({
        status: 4,
        out: "",
        err: `proxmox-simulator: port ${port} on 127.0.0.1 is taken; choose another, or 0 for a free one\n`,
      });
    } finally {
      server.close();
    }
  });
});
