import { isDeepStrictEqual } from "node:util";
import { type Container, mountOf } from "../../model/container.ts";
import { exitCodes, StrataError } from "../../model/exit.ts";
import { type GpuTrouble, gpuTrouble } from "../../model/gpu.ts";
import type { Lab } from "../../model/lab.ts";
import { type ContainerOptions, type RootSettings, rootChange } from "../../model/root-step.ts";
import type { Aim } from "../target/aim.ts";
import { type Found, look } from "./look.ts";
import { mendDataset, mendSnapshots } from "./mend.ts";
import { type RootShell, rootShell } from "./shell.ts";

/** What root's step found and would do, or did. */
export interface RootReport {
  readonly guest: string;
  /** Commands for the node, in order; none where all is as the files say. */
  readonly commands: readonly (readonly string[])[];
  /** The same for a person. */
  readonly words: readonly string[];
  /** Mounts and devices that no file speaks of; they are left as they are. */
  readonly strange: readonly string[];
  /** What a person should know of its GPU. */
  readonly warnings: readonly string[];
  /** Whether the container was started by this. */
  readonly starts: boolean;
  /** Whether it was restarted by this: Proxmox changes no feature of a container that runs. */
  readonly restarts: boolean;
}

/**
 * Finds out what root has to do, by looking only. A container that is not there yet is taken for one without settings.
 *
 * @throws StrataError 3 for what a person has to decide
 */
export async function planRootStep(aim: Aim, lab: Lab, guest: Container, settings: RootSettings): Promise<RootReport> {
  const shell = await rootShell(aim, lab, guest);
  return judge(guest, settings, await look(shell, settings));
}

/**
 * Does it, and starts the container where it does not run. Running it again changes nothing.
 *
 * @throws StrataError 3 for what a person has to decide, 5 where the container is not there or a command fails
 */
export async function takeRootStep(aim: Aim, lab: Lab, guest: Container, settings: RootSettings): Promise<RootReport> {
  const shell = await rootShell(aim, lab, guest);
  const found = await look(shell, settings);
  if (!found.exists)
    throw new StrataError(
      exitCodes.stepFailed,
      `${guest.name}: ct ${settings.id} is not on ${guest.node.name}; \`strata apply ${guest.name}\` makes it`,
    );
  const report = judge(guest, settings, found);
  await carryOut(shell, settings.id, report.commands);
  return report;
}

async function carryOut(shell: RootShell, id: number, commands: RootReport["commands"]): Promise<void> {
  const [unguard, guard] = protection(id);
  let open = false;
  try {
    for (const command of commands) {
      open = open ? !isDeepStrictEqual(command, guard) : isDeepStrictEqual(command, unguard);
      await shell.run(command);
    }
  } catch (error) {
    if (open) await shell.run(guard);
    throw error;
  }
}

/** Lifts and restores the protection of a container: Proxmox changes no mount of one that has it, not even for root. */
function protection(id: number): [off: string[], on: string[]] {
  return [
    ["pct", "set", String(id), "--protection", "0"],
    ["pct", "set", String(id), "--protection", "1"],
  ];
}

function judge(guest: Container, settings: RootSettings, found: Found): RootReport {
  const { id, mounts, owner } = settings;
  const change = rootChange(settings, found.exists ? found.options : asMade(settings));
  const gpu = judgeGpu(settings, found);
  refuse(guest, [
    ...change.refused.map(
      (words) =>
        `${words}; move what is in there to the dataset, unmount it with \`pct set ${id} --delete …\`, and run this again`,
    ),
    ...found.hiding.map((dataset) => hides(guest, dataset, found)),
    ...gpu.refused.map((words) => `${guest.node.name} ${words}`),
  ]);
  const mends = [
    ...mounts.map((mount) => mendDataset(mount, found.datasets.get(mount.dataset), owner)),
    mendSnapshots(settings.snapshots, found.snapshots),
  ];
  const set = Object.entries(change.set).flatMap(([option, value]) => [`--${option}`, value]);
  const guarded = found.options.protection === "1" && Object.keys(change.set).some((option) => option.startsWith("mp"));
  const [unguard, guard] = guarded ? protection(id).map((command) => [command]) : [[], []];
  const restarts = found.running && change.set.features !== undefined;
  return {
    guest: guest.name,
    commands: [
      ...mends.flatMap(({ commands }) => commands),
      ...(unguard ?? []),
      ...(set.length > 0 ? [["pct", "set", String(id), ...set]] : []),
      ...(guard ?? []),
      ...(found.running ? [] : [["pct", "start", String(id)]]),
      ...(restarts ? [["pct", "reboot", String(id), "--timeout", String(guest.startup.down)]] : []),
    ],
    words: [...mends.flatMap(({ words }) => words), ...change.words],
    strange: change.strange,
    warnings: gpu.warnings.map((words) => `${guest.node.name} ${words}`),
    starts: !found.running,
    restarts,
  };
}

/** What the provider sets when it makes a container: a token may nest, and nothing more. */
function asMade({ features }: RootSettings): ContainerOptions {
  return features.includes("nesting") ? { features: "nesting=1" } : {};
}

/** What is in a folder moves into new datasets with everybody who writes to it stopped: a mount follows a folder that moves. */
function hides({ node, data }: Container, dataset: string, { datasets }: Found): string {
  const folder = mountOf({ dataset });
  const below = data.filter((mount) => `${mount.dataset}/`.startsWith(`${dataset}/`) && !datasets.has(mount.dataset));
  const made = below.map((mount) => `\`zfs create -p ${mount.dataset}\``).join(", ");
  const advice = `stop every guest that uses it, \`mv ${folder} ${folder}.aside\`, ${made}, \`cp -a ${folder}.aside/. ${folder}\`, and run this again`;
  return `${folder} on ${node.name} is a folder with something in it, and a dataset ${dataset} would hide that; ${advice}`;
}

function judgeGpu({ gpu }: RootSettings, found: Found): GpuTrouble {
  return gpu && found.gpu ? gpuTrouble(gpu, found.gpu) : { refused: [], warnings: [] };
}

function refuse({ name }: Container, [first]: readonly string[]): void {
  if (first !== undefined) throw new StrataError(exitCodes.refused, `${name}: ${first}`);
}
