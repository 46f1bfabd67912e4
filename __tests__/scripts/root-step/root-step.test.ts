import { afterEach, describe, expect } from "@jest/globals";
import { execa, execaSync } from "execa";
import type { Backups, Container, DataMount } from "../../../model/container.ts";
import { driverFile, driverText, gpuDevices } from "../../../model/gpu.ts";
import { rootSettings } from "../../../model/root-step.ts";
import { planRootStep, type RootReport, takeRootStep } from "../../../scripts/root-step/root-step.ts";
import type { Aim } from "../../../scripts/target/aim.ts";
import { type Simulator, startSimulator, type World } from "../../../simulator/src/index.ts";
import { container } from "../../constructs/container.ts";
import { forge, lab } from "../../constructs/lab.ts";
import { testNeeding } from "../../needs.ts";

const withSsh = testNeeding("OpenSSH's client", execaSync("ssh", ["-V"], { reject: false }).exitCode === 0);
const models: DataMount = {
  path: "/var/lib/ollama",
  dataset: "fast/data/openwebui/var-lib-ollama",
  size: 80 * 2 ** 30,
  recordsize: "1M",
};
let simulator: Simulator;

afterEach(() => simulator?.close());

/** What of the node is special: the rest is a node with a GPU whose driver is the one that the site names. */
interface Special {
  readonly devices?: readonly string[];
  readonly driver?: string;
  readonly kernel?: string;
}

/** A node with the container as its provider leaves it: made, never started. */
async function node(
  config: Readonly<Record<string, string | number>> = {},
  { devices = gpuDevices, driver = "550.163.01", kernel = "6.17.9-1-pve" }: Special = {},
) {
  const files = driver === "" ? {} : { [driverFile]: driverText(driver) };
  const world: World = {
    nodes: [{ name: "forge", devices, files, kernel }],
    storages: [{ id: "fast", type: "zfspool", content: ["images", "rootdir"], options: { pool: "fast" } }],
    guests: [
      {
        vmid: 117,
        node: "forge",
        name: "openwebui",
        kind: "lxc",
        disk: { storage: "fast", size: "8GiB" },
        config: { features: "nesting=1", ...config },
      },
    ],
  };
  simulator = await startSimulator({ world, timeScale: 0 });
}

const openwebui = (change: Partial<Container> = {}) =>
  container({
    name: "openwebui",
    id: 117,
    node: { ...forge, gpus: [{ mapping: "rtx2070", driver: "550.163.01" }] },
    data: [models],
    gpu: "rtx2070",
    backup: "weekly",
    ...change,
  });

const backups: Backups = {
  storages: ["fast"],
  classes: [{ name: "weekly", schedule: "sun 04:00", keep: { weekly: 4 }, snapshots: { schedule: "daily", keep: 14 } }],
};
const cron = "/etc/cron.d/strata-openwebui";

function step(take: typeof takeRootStep, guest = openwebui()): Promise<RootReport> {
  const { endpoint, apiToken, caFile, ssh } = simulator;
  const aim = { kind: "simulator", endpoint, ready: { endpoint, apiToken, caFile, ssh } } as unknown as Aim;
  const settings = rootSettings(guest, backups);
  if (!settings) throw new Error("nothing for root to set");
  return take(aim, lab([guest]), guest, settings);
}

/** What the node was asked to change since a line of the journal. */
function writes(since: number): string[] {
  return simulator.journal.lines
    .slice(since)
    .flatMap((line) => ("method" in line && line.method !== "GET" ? [`${line.method} ${line.path}`] : []));
}

async function root(command: string): Promise<string> {
  const { ssh } = simulator;
  const options = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR"];
  const words = [...options.flatMap((option) => ["-o", option]), "-i", ssh.privateKeyFile, "-p", String(ssh.port)];
  return (await execa("ssh", [...words, `root@${ssh.host}`, command])).stdout;
}

describe("root's step", () => {
  withSsh(
    "makes the dataset, binds it, passes the GPU through, starts the container, and then has nothing to do",
    async () => {
      await node({ protection: 1 });
      const report = await step(takeRootStep);
      expect(report.commands.map((words) => words.filter((word) => !word.includes("\n")).join(" "))).toEqual([
        `zfs create -p -o quota=${models.size} -o recordsize=1M ${models.dataset}`,
        `chown 100000:100000 /${models.dataset}`,
        `bash -c echo "$1" > "$2" strata ${cron}`,
        "pct set 117 --protection 0",
        [
          "pct set 117",
          `--mp0 /${models.dataset},mp=/var/lib/ollama`,
          ...gpuDevices.map((device, index) => `--dev${index} ${device},mode=0666`),
        ].join(" "),
        "pct set 117 --protection 1",
        "pct start 117",
      ]);
      expect(await root("pct status 117")).toBe("status: running");
      expect(await root("pct config 117")).toContain("protection: 1");
      expect(await step(planRootStep)).toEqual({
        guest: "openwebui",
        commands: [],
        words: [],
        strange: [],
        warnings: [],
        starts: false,
        restarts: false,
      });
    },
    60_000,
  );

  withSsh(
    "shows what was changed by hand, and mends what its file speaks of",
    async () => {
      await node();
      await step(takeRootStep);
      await root(`zfs set quota=1G ${models.dataset}`);
      await root("pct set 117 --mp1 /root,mp=/mnt/root");
      expect(await step(planRootStep)).toMatchObject({
        commands: [["zfs", "set", `quota=${models.size}`, models.dataset]],
        strange: ["mp1: /root at /mnt/root"],
      });
      await root(`bash -c 'echo edited > ${cron}'`);
      expect(await step(takeRootStep)).toMatchObject({
        words: [`quota of ${models.dataset} 1GiB → 80GiB`, "snapshots of fast/data/openwebui at daily, 14 stay"],
        restarts: false,
      });
      expect(await root(`cat ${cron}`)).toContain("0 0 * * * root zfs snapshot -r fast/data/openwebui@strata-weekly-");
      const docker = openwebui({ features: ["keyctl", "nesting"] });
      const since = simulator.journal.lines.length;
      expect(await step(takeRootStep, docker)).toMatchObject({
        words: ["feature +keyctl"],
        restarts: true,
        starts: false,
      });
      expect(writes(since)).toEqual(["PUT /nodes/forge/lxc/117/config", "POST /nodes/forge/lxc/117/status/reboot"]);
      expect(await root("pct pending 117")).not.toContain("pending");
    },
    60_000,
  );

  withSsh(
    "drops the file of snapshots where the class is gone, and takes no data with it",
    async () => {
      await node();
      await step(takeRootStep);
      const { backup: _, ...loose } = openwebui();
      expect(await step(takeRootStep, loose)).toMatchObject({ commands: [["rm", cron]], words: ["no snapshots"] });
      expect(await step(planRootStep, loose)).toMatchObject({ commands: [] });
    },
    60_000,
  );

  withSsh(
    "looks at a container that is not there yet, and does nothing to it",
    async () => {
      await node();
      await root("pct destroy 117");
      expect((await step(planRootStep)).words).toContain(`mount /${models.dataset} at /var/lib/ollama`);
      await expect(step(takeRootStep)).rejects.toThrow("openwebui: ct 117 is not on forge; `strata apply openwebui`");
    },
    60_000,
  );

  withSsh(
    "never binds a dataset over other data",
    async () => {
      await node({ mp0: "/fast/models,mp=/var/lib/ollama" });
      await expect(step(takeRootStep)).rejects.toThrow(
        `openwebui: mp0 has /fast/models at /var/lib/ollama, not /${models.dataset}; move what is in there to the dataset`,
      );
    },
    60_000,
  );

  withSsh(
    "never mounts a new dataset over a folder with something in it, be it its own or one above",
    async () => {
      await node({ mp0: `/${models.dataset},mp=/var/lib/ollama` });
      await root(`mkdir -p /${models.dataset}`);
      const before = simulator.journal.lines.length;
      await expect(step(takeRootStep)).rejects.toThrow(
        "openwebui: /fast/data on forge is a folder with something in it, and a dataset fast/data would hide that; stop every guest that uses it, `mv /fast/data /fast/data.aside`, `zfs create -p fast/data/openwebui/var-lib-ollama`, `cp -a /fast/data.aside/. /fast/data`, and run this again",
      );
      expect(writes(before)).toEqual([]);
      await root("mv /fast/data/openwebui /fast/aside");
      await root("zfs create -p fast/data/openwebui");
      await root(`mkdir -p /${models.dataset}`);
      await root(`bash -c 'echo model > /${models.dataset}/.latest'`);
      await expect(step(planRootStep)).rejects.toThrow(`a dataset ${models.dataset} would hide that`);
      await root(`rm /${models.dataset}/.latest`);
      expect((await step(takeRootStep)).words).toContain(`dataset ${models.dataset} of 80GiB with records of 1M`);
    },
    60_000,
  );

  withSsh(
    "leaves a container protected when it fails half way",
    async () => {
      await node({ protection: 1 });
      const strange = { ...models, path: "/var/lib/../ollama" };
      await expect(step(takeRootStep, openwebui({ data: [strange] }))).rejects.toThrow("`pct set 117");
      expect(await root("pct config 117")).toContain("protection: 1");
    },
    60_000,
  );

  withSsh("is refused where the site names no key of root's", async () => {
    await node();
    const guest = openwebui();
    const aim = { kind: "site" } as unknown as Aim;
    const settings = rootSettings(guest);
    await expect(takeRootStep(aim, lab([guest]), guest, settings as NonNullable<typeof settings>)).rejects.toThrow(
      "name root's key in access.root of personas/home/site.yaml",
    );
  });
});

describe("a GPU", () => {
  withSsh(
    "that is not there stops the container before its first start",
    async () => {
      await node({}, { devices: ["/dev/nvidiactl"] });
      await expect(step(takeRootStep)).rejects.toThrow(
        "openwebui: forge has no /dev/nvidia0, /dev/nvidia-uvm, /dev/nvidia-uvm-tools; install the GPU's driver there and load it",
      );
      expect(await root("pct status 117")).toBe("status: stopped");
    },
    60_000,
  );

  withSsh(
    "whose driver is not loaded, or is not the one that the site names, stops it too",
    async () => {
      await node({}, { driver: "" });
      await expect(step(takeRootStep)).rejects.toThrow(
        "no driver of NVIDIA's is loaded; load it with `modprobe nvidia`",
      );
      await simulator.close();
      await node({}, { driver: "570.86.15" });
      await expect(step(takeRootStep)).rejects.toThrow(
        'openwebui: forge runs NVIDIA\'s driver 570.86.15, and site.yaml says 550.163.01 for rtx2070; install that one there, or write "570.86.15"',
      );
      expect(await root("pct status 117")).toBe("status: stopped");
    },
    60_000,
  );

  withSsh(
    "under a kernel that is known for trouble, or with other libraries inside, is warned of",
    async () => {
      await node({}, { kernel: "6.17.4-2-pve" });
      const kernel =
        "forge runs kernel 6.17.4-2-pve, under which GPU passthrough is reported to fail (jammsen/proxmox-setup-scripts #7); pin another one";
      expect((await step(takeRootStep)).warnings).toEqual([kernel]);
      const library = "/usr/lib/x86_64-linux-gnu";
      await root(`pct exec 117 -- bash -c 'mkdir -p ${library} && echo > ${library}/libcuda.so.535.54.03'`);
      expect((await step(planRootStep)).warnings).toEqual([
        kernel,
        "forge runs NVIDIA's driver 550.163.01, and the container has the libraries of 535.54.03; CUDA refuses unlike ones, so install 550.163.01 inside",
      ]);
    },
    60_000,
  );
});
