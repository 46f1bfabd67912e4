import { afterEach, describe, expect } from "@jest/globals";
import { execa, execaSync } from "execa";
import type { Container, DataMount } from "../../../model/container.ts";
import { gpuDevices, rootSettings } from "../../../model/root-step.ts";
import { planRootStep, type RootReport, takeRootStep } from "../../../scripts/root-step/root-step.ts";
import type { Aim } from "../../../scripts/target/aim.ts";
import { type Simulator, startSimulator, type World } from "../../../simulator/src/index.ts";
import { container } from "../../constructs/container.ts";
import { lab } from "../../constructs/lab.ts";
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

/** A node with the container as its provider leaves it: made, never started. */
async function node(config: Readonly<Record<string, string | number>> = {}, devices: readonly string[] = gpuDevices) {
  const world: World = {
    nodes: [{ name: "forge", devices }],
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
  container({ name: "openwebui", id: 117, data: [models], gpu: "rtx2070", ...change });

function step(take: typeof takeRootStep, guest = openwebui()): Promise<RootReport> {
  const { endpoint, apiToken, caFile, ssh } = simulator;
  const aim = { kind: "simulator", endpoint, ready: { endpoint, apiToken, caFile, ssh } } as unknown as Aim;
  const settings = rootSettings(guest);
  if (!settings) throw new Error("nothing for root to set");
  return take(aim, lab([guest]), guest, settings);
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
      expect(report.commands.map((words) => words.join(" "))).toEqual([
        `zfs create -p -o quota=${models.size} -o recordsize=1M ${models.dataset}`,
        `chown 100000:100000 /${models.dataset}`,
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
        starts: false,
        waits: false,
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
      const docker = openwebui({ features: ["keyctl", "nesting"] });
      expect(await step(takeRootStep, docker)).toMatchObject({ waits: true, starts: false });
    },
    60_000,
  );

  withSsh(
    "does nothing without the GPU's device nodes, and says what is missing",
    async () => {
      await node({}, ["/dev/nvidiactl"]);
      await expect(step(takeRootStep)).rejects.toThrow(
        "openwebui: forge has no /dev/nvidia0, /dev/nvidia-uvm, /dev/nvidia-uvm-tools; install the GPU's driver on forge and load it",
      );
      expect(await root("pct status 117")).toBe("status: stopped");
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
