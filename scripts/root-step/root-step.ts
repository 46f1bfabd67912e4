import { isDeepStrictEqual } from "node:util";
import type { Container } from "../../model/container.ts";
import { exitCodes, StrataError } from "../../model/exit.ts";
import type { Lab } from "../../model/lab.ts";
import { type RootSettings, rootChange } from "../../model/root-step.ts";
import type { Aim } from "../target/aim.ts";
import { datasetCommands, look } from "./look.ts";
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
  /** Whether the container was started by this. */
  readonly starts: boolean;
  /** Whether a part takes effect only when the container is restarted. */
  readonly waits: boolean;
}

/** Finds out what root has to do, by looking only. @throws StrataError 3 for what a person has to decide */
export async function planRootStep(aim: Aim, lab: Lab, guest: Container, settings: RootSettings): Promise<RootReport> {
  return plan(await rootShell(aim, lab, guest), guest, settings);
}

/** Does it, and starts the container where it does not run. Running it again changes nothing. */
export async function takeRootStep(aim: Aim, lab: Lab, guest: Container, settings: RootSettings): Promise<RootReport> {
  const shell = await rootShell(aim, lab, guest);
  const report = await plan(shell, guest, settings);
  const [unguard, guard] = protection(settings.id);
  let open = false;
  try {
    for (const command of report.commands) {
      open = open ? !isDeepStrictEqual(command, guard) : isDeepStrictEqual(command, unguard);
      await shell.run(command);
    }
  } catch (error) {
    if (open) await shell.run(guard);
    throw error;
  }
  return report;
}

/** Lifts and restores the protection of a container: Proxmox changes no mount of one that has it, not even for root. */
function protection(id: number): [off: string[], on: string[]] {
  return [
    ["pct", "set", String(id), "--protection", "0"],
    ["pct", "set", String(id), "--protection", "1"],
  ];
}

async function plan(shell: RootShell, { name, node }: Container, settings: RootSettings): Promise<RootReport> {
  const { id, mounts, owner } = settings;
  const found = await look(shell, settings);
  const change = rootChange(settings, found.options);
  const [refused] = change.refused;
  if (refused)
    throw new StrataError(
      exitCodes.refused,
      `${name}: ${refused}; move what is in there to the dataset, unmount it with \`pct set ${id} --delete …\`, and run this again`,
    );
  if (found.missingDevices.length > 0)
    throw new StrataError(
      exitCodes.refused,
      `${name}: ${node.name} has no ${found.missingDevices.join(", ")}; install the GPU's driver on ${node.name} and load it (nvidia-smi makes the nodes)`,
    );
  const datasets = mounts.flatMap((mount) => datasetCommands(mount, found.datasets.get(mount.dataset), owner));
  const set = Object.entries(change.set).flatMap(([option, value]) => [`--${option}`, value]);
  const guarded = found.options.protection === "1" && Object.keys(change.set).some((option) => option.startsWith("mp"));
  const [unguard, guard] = guarded ? protection(id).map((command) => [command]) : [[], []];
  return {
    guest: name,
    commands: [
      ...datasets,
      ...(unguard ?? []),
      ...(set.length > 0 ? [["pct", "set", String(id), ...set]] : []),
      ...(guard ?? []),
      ...(found.running ? [] : [["pct", "start", String(id)]]),
    ],
    words: [...datasets.map((words) => words.join(" ")), ...change.words],
    strange: change.strange,
    starts: !found.running,
    waits: found.running && change.set.features !== undefined,
  };
}
