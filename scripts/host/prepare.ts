import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type ExitCode, exitCodes } from "../../model/exit.ts";
import { loadLab } from "../../model/load.ts";
import { accessStack, platformStack } from "../../model/stack-names.ts";
import type { Invocation, Outcome } from "../command.ts";
import { planNotifications, setNotifications } from "../notifications/step.ts";
import { applying } from "../stack/applying.ts";
import { carryOut } from "../stack/carry-out.ts";
import { resolveTarget } from "../target/target.ts";
import { keepToken } from "./keep-token.ts";
import { readyForHost } from "./ready.ts";

/** One part of preparing a host, and how it ended. */
export interface Part {
  readonly name: "runway" | "metal" | "access" | "platform" | "notifications";
  readonly exit: ExitCode;
  readonly text: string;
  readonly facts?: unknown;
}

/**
 * Prepares the hypervisor, each part only after the one before it: runway, metal, with `--access` who manages the lab, then
 * what guests stand on. With `--dry-run` it looks only, and what stands on something that is not there yet is not looked at.
 *
 * @throws StrataError of the part that cannot go on
 */
export async function* prepareHost(input: Invocation): AsyncGenerator<Part> {
  const { root, site, options } = input;
  const access = options.access === true;
  const { checks } = await readyForHost(root, site, access);
  const failing = checks.filter(({ status }) => status === "fail").map(({ name }) => name);
  const lacking = failing.length > 0 ? `, but for what comes with or after this: ${failing.join(", ")}` : "";
  yield { name: "runway", exit: exitCodes.done, text: `clear${lacking}`, facts: checks };
  yield metal(root);
  if (access) yield await accessPart(input);
  if (options.dryRun && ["secrets", "token"].some((name) => failing.includes(name))) {
    yield { name: "platform", exit: exitCodes.done, text: "is planned once there is a token" };
    return;
  }
  yield part("platform", await carryOut({ ...input, arguments: [platformStack] }, applying));
  yield await notificationPart(input);
}

/** Playbooks for the hypervisor itself: disks, pools, bridges, drivers. */
function metal(root: string): Part {
  const folder = join(root, "ansible/playbooks/metal");
  const there = names(folder).length > 0 ? "are not run by this command yet" : "none yet";
  return { name: "metal", exit: exitCodes.done, text: `playbooks for the hypervisor itself: ${there}` };
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

async function accessPart(input: Invocation): Promise<Part> {
  const { root, site, options } = input;
  const outcome = await carryOut({ ...input, arguments: [accessStack] }, applying);
  const embedded = Boolean(process.env.STRATA_TARGET);
  if (options.dryRun || embedded) return part("access", outcome);
  return { ...part("access", outcome), text: `${outcome.text}; ${await keepToken(root, site)}` };
}

/** What a hand changed since the stack set it: the step of the stack runs only when the file says something else. */
async function notificationPart({ root, site, options }: Invocation): Promise<Part> {
  const lab = loadLab(root, site);
  if (!lab.site.notifications) return { name: "notifications", exit: exitCodes.done, text: "none are asked for" };
  const target = await resolveTarget(lab, root);
  const commands = await (options.dryRun ? planNotifications : setNotifications)(target, lab);
  const words = commands.map((command) => command.join(" ")).join("\n");
  const exit = options.dryRun && commands.length > 0 ? exitCodes.changesPending : exitCodes.done;
  return { name: "notifications", exit, text: words || "as the file says", facts: commands };
}

function part(name: Part["name"], { text, facts, exit = exitCodes.done }: Outcome): Part {
  return { name, exit, text, facts };
}
