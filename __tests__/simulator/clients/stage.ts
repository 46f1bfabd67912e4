/** A simulator, and what other people's programs need to find it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { type RequestLine, type Simulator, startSimulator, type World } from "../../../simulator/src/index.ts";
import { type Ansible, resolveAnsible, surveyAnsible } from "../../../toolchain/ansible.ts";
import { openWorkshop } from "../../../toolchain/resolve.ts";

/** Whether Python is there to run them with. */
export const hasPython = (await surveyAnsible(openWorkshop())).python !== undefined;

/** With an empty tool cache the packages are installed first. */
export const clientTimeout = 10 * 60_000;

const here = new URL(".", import.meta.url).pathname;

/** Two nodes, a template, a running machine with an agent, and what containers are made from. */
const world: World = {
  cluster: "lab",
  nodes: [{ name: "pve" }, { name: "pve2", cores: 4 }],
  storages: [
    {
      id: "local",
      type: "dir",
      content: ["iso", "vztmpl", "snippets", "backup", "import"],
      options: { path: "/var/lib/vz" },
    },
    {
      id: "local-lvm",
      type: "lvmthin",
      content: ["images", "rootdir"],
      size: "320GiB",
      options: { vgname: "pve", thinpool: "data" },
    },
    { id: "files", type: "dir", content: ["images", "rootdir"], options: { path: "/mnt/files" } },
  ],
  guests: [
    {
      vmid: 9000,
      node: "pve",
      name: "debian13",
      template: true,
      cores: 2,
      memory: "2GiB",
      disk: { storage: "local-lvm", size: "10GiB" },
      agent: true,
      cloudInit: true,
    },
    {
      vmid: 500,
      node: "pve2",
      name: "shop",
      running: true,
      disk: { storage: "local-lvm", size: "8GiB" },
      agent: true,
      cloudInit: true,
      config: { tags: "prod;web", ipconfig0: "ip=192.168.1.50/24,gw=192.168.1.1" },
    },
  ],
  files: [
    {
      node: "pve",
      storage: "local",
      content: "vztmpl",
      name: "debian-13-standard_13.1-2_amd64.tar.zst",
      size: "124MiB",
    },
    { node: "pve", storage: "local", content: "iso", name: "netinst.iso", size: "600MiB" },
  ],
  pools: [{ id: "lab", guests: [500] }],
};

/** What a task of a playbook came to. */
export interface Played {
  readonly name: string;
  readonly outcome: "ok" | "changed" | "skipped" | "failed";
  /** What the module said. */
  readonly result: Readonly<Record<string, unknown>>;
}

export interface Stage {
  readonly simulator: Simulator;
  /** A folder to write into, which goes with the stage. */
  readonly folder: string;
  /** Runs a Python program of this folder; gives back what it printed. */
  python(program: string, words: readonly string[]): Promise<string>;
  /** Runs a playbook of this folder and tells its tasks. */
  play(playbook: string, ...options: string[]): Promise<Played[]>;
  /** Runs one of Ansible's programs; gives back what it printed. */
  ansible(program: string, words: readonly string[]): Promise<string>;
  /** Requests that changed something, oldest first. */
  writes(): string[];
  close(): Promise<void>;
}

/** Starts both. Work takes a hundredth of its time, so that clients that wait for tasks find them running. */
export async function openStage(): Promise<Stage> {
  const tools = await resolveAnsible();
  const simulator = await startSimulator({ world, timeScale: 0.01, password: "correct horse" });
  const folder = mkdtempSync(join(tmpdir(), "clients-"));
  const env = environment(simulator, tools, folder);
  const run = (program: string, words: readonly string[], reject = true) =>
    execa(program, words, { cwd: here, env, stdin: "ignore", reject });
  const ansible = (program: string, words: readonly string[], reject = true) =>
    run(join(tools.programs, program), words, reject);
  return {
    simulator,
    folder,
    python: async (program, words) => (await run(tools.python, [program, ...words])).stdout,
    play: async (playbook, ...options) => told(await ansible("ansible-playbook", [playbook, ...options], false)),
    ansible: async (program, words) => (await ansible(program, words)).stdout,
    writes: () =>
      (simulator.journal.lines as RequestLine[])
        .filter(({ method }) => method !== undefined && method !== "GET")
        .map(({ method, path }) => `${method} ${path}`),
    async close() {
      await simulator.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Clients check the certificate against the simulator's authority; all that they keep lies in the folder. */
function environment(simulator: Simulator, tools: Ansible, folder: string): Record<string, string> {
  const { port } = new URL(simulator.endpoint);
  return {
    SIMULATOR_PORT: port,
    SIMULATOR_SECRET: simulator.apiToken.split("=")[1] ?? "",
    SIMULATOR_PASSWORD: simulator.password,
    REQUESTS_CA_BUNDLE: simulator.caFile,
    SSL_CERT_FILE: simulator.caFile,
    PATH: `${tools.programs}:${process.env.PATH}`,
    HOME: folder,
    TMPDIR: folder,
    LC_ALL: "C.UTF-8",
    PYTHONDONTWRITEBYTECODE: "1",
    ANSIBLE_HOME: join(folder, "ansible"),
    ANSIBLE_LOCALHOST_WARNING: "false",
    ANSIBLE_INVENTORY_UNPARSED_WARNING: "false",
    ANSIBLE_PIPELINING: "true",
    ANSIBLE_NOCOLOR: "true",
    ANSIBLE_STDOUT_CALLBACK: "ansible.posix.json",
  };
}

interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
}

type Result = Readonly<Record<string, unknown>>;
interface Report {
  readonly plays: readonly { readonly tasks: readonly { task: { name: string }; hosts: Record<string, Result> }[] }[];
}

/** @throws Error with how it ended and all that it printed when that is no report, as when a playbook cannot be read */
function told({ stdout, stderr, exitCode, signal }: Ended): Played[] {
  const start = stdout.indexOf("{");
  if (start < 0) throw new Error(`ended with ${exitCode ?? signal}: ${stdout}${stderr}`);
  const { plays } = JSON.parse(stdout.slice(start)) as Report;
  return plays.flatMap(({ tasks }) =>
    tasks.flatMap(({ task, hosts }) => Object.values(hosts).map((result) => played(task.name, result))),
  );
}

function played(name: string, result: Result): Played {
  const outcome = result.failed ? "failed" : result.skipped ? "skipped" : result.changed ? "changed" : "ok";
  return { name, outcome, result };
}

/** Tasks of one outcome, with what their modules said. */
export function those(tasks: readonly Played[], outcome: Played["outcome"]): string[] {
  return tasks
    .filter((task) => task.outcome === outcome)
    .map(({ name, result }) => (outcome === "failed" ? `${name}: ${result.msg}` : name));
}
