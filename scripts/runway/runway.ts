import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ExitCode, exitCodes } from "../../model/exit.ts";
import { place } from "../../model/fault.ts";
import { foldersIn } from "../../model/reading/folder.ts";
import { type Check, type Finding, runChecks } from "../target/check.ts";
import { token } from "../target/checks/token.ts";
import type { Evidence } from "../target/evidence.ts";
import { resolveTarget, targetChecks } from "../target/target.ts";
import { aim } from "./checks/aim.ts";
import { bridges } from "./checks/bridges.ts";
import { files } from "./checks/files.ts";
import { git } from "./checks/git.ts";
import { gpu } from "./checks/gpu.ts";
import { ids } from "./checks/ids.ts";
import { pools } from "./checks/pools.ts";
import { secrets } from "./checks/secrets.ts";
import { ssh } from "./checks/ssh.ts";
import { storages } from "./checks/storages.ts";
import { templates } from "./checks/templates.ts";
import { tools } from "./checks/tools.ts";
import { kvm } from "./checks/unseen.ts";
import { openRunway, type Runway } from "./context.ts";

/** What the runway found, as `build/<site>/runway.json` keeps it. */
export interface RunwayReport {
  readonly site: string;
  /** Where commands would go; absent when that could not be decided. */
  readonly endpoint?: string;
  readonly checks: readonly Finding[];
  /** Every value of the lab's files that is still TODO or CHANGEME. */
  readonly placeholders: readonly string[];
  /** 0 when nothing failed, else the code of the first check that did. */
  readonly exit: ExitCode;
  readonly seconds: number;
}

/** Whether we may start, in the order in which a person would ask. */
const checks: readonly Check<Runway>[] = [
  tools,
  files,
  git,
  aim,
  secrets,
  ...targetChecks.map(onEvidence),
  ssh,
  templates,
  storages,
  bridges,
  pools,
  ids,
  kvm,
  gpu,
];

/**
 * Asks everything that must hold before something is changed, and changes nothing: no host, no guest, no secret. Leaves
 * `runway.json`, and where nothing failed `environment`, in `build/<site>/`.
 */
export async function checkRunway(root: string, site: string): Promise<RunwayReport> {
  const started = performance.now();
  const runway = openRunway(root, site);
  const findings = await runChecks(checks, runway);
  const passed = (name: string) => findings.some((finding) => finding.name === name && finding.status === "pass");
  if (passed("secrets")) runway.evidence().close();
  const failed = findings.find((finding) => finding.status === "fail");
  const report: RunwayReport = {
    site,
    ...(passed("target") ? { endpoint: runway.aim().endpoint } : {}),
    checks: findings,
    placeholders: passed("files") ? runway.lab().placeholders.map(({ at, message }) => `${place(at)}: ${message}`) : [],
    exit: failed?.status === "fail" ? failed.exit : exitCodes.done,
    seconds: Math.round((performance.now() - started) / 100) / 10,
  };
  if (foldersIn(root, "personas").includes(site)) await leave(runway, report);
  return report;
}

/** A check of the target, as one of the runway: there is a target, and for the token a secret. */
function onEvidence(check: Check<Evidence>): Check<Runway> {
  const after = [...(check.after ?? ["target"]), ...(check === token ? ["secrets"] : [])];
  return { name: check.name, after, run: (runway) => check.run(runway.evidence()) };
}

async function leave(runway: Runway, report: RunwayReport): Promise<void> {
  const folder = join(runway.root, "build", report.site);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "runway.json"), `${JSON.stringify(report, null, 2)}\n`);
  const environment = join(folder, "environment");
  if (report.exit === exitCodes.done) writeFileSync(environment, await variables(runway));
  else rmSync(environment, { force: true }); // what an earlier run allowed is not allowed now
}

/** Lines for a shell (`set -a; . build/home/environment`): where commands go, and nothing secret. */
async function variables({ root, site, lab }: Runway): Promise<string> {
  const { environment } = await resolveTarget(lab(), root);
  const { PROXMOX_VE_API_TOKEN: _, HOME: __, ...open } = environment;
  const target = process.env.STRATA_TARGET ? { STRATA_TARGET: process.env.STRATA_TARGET } : {};
  return Object.entries({ SITE: site, ...target, ...open })
    .map(([name, value]) => `${name}='${value.replaceAll("'", `'\\''`)}'\n`)
    .join("");
}
