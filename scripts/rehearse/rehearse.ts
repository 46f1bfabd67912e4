import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { exitCodes, StrataError } from "../../model/exit.ts";
import type { Guest, Lab } from "../../model/lab.ts";
import { loadLab } from "../../model/load.ts";
import { underStackLock } from "../stack/stack-lock.ts";
import { counted } from "./answers.ts";
import { copyLab } from "./lab-copy.ts";
import { makeReport, type Report, type StepResult, writeReport } from "./report.ts";
import { startSimulator } from "./simulator.ts";
import type { Found, Rehearsal, Step } from "./step.ts";
import { change } from "./steps/change.ts";
import { again, deploy, outputs } from "./steps/deploy.ts";
import { destroy } from "./steps/destroy.ts";
import { firstPlan, review, runway, synth } from "./steps/prepare.ts";
import { tools } from "./steps/tools.ts";
import { worldOf } from "./world.ts";

/** The life of one stack, in order. Each step leans on the ones before it. */
const life: readonly Step[] = [tools, runway, synth, firstPlan, review, deploy, again, outputs, change, destroy];

/** Told while a rehearsal runs. */
export interface Audience {
  /** The embedded Proxmox is up. */
  opened(title: string): void;
  /** A step begins; the returned function is called when it has ended. */
  began(name: string): (result: StepResult) => void;
}

/**
 * Lives through the whole life of a stack on an embedded Proxmox, in `build/rehearsal/`. A step that fails skips the rest.
 * @throws Faults when the lab's files are wrong; StrataError 1 for an unknown stack, 3 while another rehearsal runs here, 5
 *   when the simulator does not start
 */
export async function rehearse(root: string, site: string, stack: string, audience: Audience): Promise<Report> {
  const lab = loadLab(root, site);
  const guest = lab.guests.find(({ name }) => name === stack);
  if (!guest) {
    const known = lab.guests.map(({ name }) => name).join(", ");
    throw new StrataError(exitCodes.wrongInput, `site ${site} has no stack "${stack}"; it has ${known || "none"}`);
  }
  const one = { name: "rehearsal", places: { holder: join(root, "build/rehearsal.holder") } };
  return underStackLock(one, () => rehearsed(root, lab, guest, audience));
}

async function rehearsed(root: string, lab: Lab, guest: Guest, audience: Audience): Promise<Report> {
  const [site, stack] = [lab.site.name, guest.name];
  const folder = join(root, "build/rehearsal");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const copy = await copyLab(root, site, join(folder, "lab"));
  const world = worldOf(lab);
  const simulator = await startSimulator(folder, world);
  // From here on this process, and every child of it, works on the embedded Proxmox and on nothing else.
  process.env.STRATA_TARGET = simulator.readyFile;
  const interruption = onInterrupt();
  try {
    const shape = `${counted(world.nodes.length, "node")}, ${counted(world.guests?.length ?? 0, "template")}`;
    audience.opened(`Rehearsing ${site} on an embedded Proxmox VE 9.1 (${simulator.endpoint}, ${shape})`);
    const found: Found = {};
    const steps = await live({ copy, folder, stack, guest, simulator, found, stopped: interruption.signal }, audience);
    const report = makeReport(site, stack, steps, found);
    await writeReport(folder, report);
    return report;
  } finally {
    await simulator.stop();
    interruption.forget();
  }
}

/** Ctrl-C ends the step under way (its children hear of it by themselves) and skips the rest; the simulator is ended last. */
function onInterrupt(): { signal: AbortSignal; forget: () => void } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, abort);
  return {
    signal: controller.signal,
    forget: () => {
      for (const signal of signals) process.off(signal, abort);
    },
  };
}

async function live(rehearsal: Rehearsal, audience: Audience): Promise<StepResult[]> {
  const results: StepResult[] = [];
  for (const [index, step] of life.entries()) {
    const log = join(rehearsal.folder, `${String(index + 1).padStart(2, "0")}-${step.name}.log`);
    const over = rehearsal.stopped.aborted || results.some(({ status }) => status === "failed");
    results.push(over ? skipped(step, log) : await take(step, rehearsal, log, audience));
  }
  return results;
}

async function take(step: Step, rehearsal: Rehearsal, log: string, audience: Audience): Promise<StepResult> {
  await writeFile(log, "");
  const ended = audience.began(step.name);
  const began = performance.now();
  const outcome = await step.run(rehearsal, log).then(
    (text) => ({ status: "passed" as const, text }),
    (error: unknown) => ({ status: "failed" as const, text: inOneLine(error) }),
  );
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  const result = { name: step.name, ...outcome, seconds, log };
  ended(result);
  return result;
}

function skipped({ name }: Step, log: string): StepResult {
  return { name, status: "skipped", seconds: 0, text: "an earlier step failed, or the rehearsal was stopped", log };
}

/** What a person should read of a failure. One that nobody foresaw is a fault of ours, and goes up with its stack. */
function inOneLine(error: unknown): string {
  if (error instanceof StrataError) return error.message;
  throw error;
}
