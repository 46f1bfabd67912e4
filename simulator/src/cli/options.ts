import { readFileSync } from "node:fs";
import { Command, CommanderError, InvalidArgumentError } from "commander";
import type { FaultSpec, SimulatorOptions, World } from "../index.ts";
import { UsageError, using } from "./failure.ts";

/** What the command line says: a simulator to start, or its help. */
export type CliOptions = SimulatorOptions & { readonly readyFile?: string; readonly help?: string };

/** @throws UsageError one line that says which option is wrong and why */
export function parseOptions(args: readonly string[]): CliOptions {
  const program = command();
  try {
    program.parse(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === "commander.helpDisplayed") return { help: program.helpInformation() };
    throw new UsageError(error.message.replace(/^error: /, "").replaceAll("\n", " "));
  }
  const { world, faults, fault, ...options } = program.opts<GivenOptions>();
  const trouble = [...(faults === undefined ? [] : readFaults(faults)), ...(fault ?? [])];
  return {
    ...options,
    ...(world !== undefined && { world: readWorld(world) }),
    ...(trouble.length > 0 && { faults: trouble }),
  };
}

/** Options as they stand on the command line, before the files they name are read. */
type GivenOptions = Omit<CliOptions, "world" | "faults"> & { world?: string; faults?: string; fault?: string[] };

function command(): Command {
  return new Command("proxmox-simulator")
    .description("A Proxmox VE 9.1 in one process: HTTPS API and SSH on 127.0.0.1, until Ctrl-C.")
    .option("--port <number>", "port of the API, 0 takes a free one (default: 0)", port)
    .option(
      "--ssh-port <number>",
      "port of the first node's SSH, the next nodes follow; 0 takes free ones (default: 0)",
      port,
    )
    .option("--state <folder>", "keep the state here from one run to the next (default: in memory)")
    .option("--journal <file>", "append each request as a line of JSON")
    .option("--ready-file <file>", "write here, as JSON, how to reach the simulator once it answers; gone when it ends")
    .option(
      "--world <file>",
      "what stands in the cluster when the state is empty, as JSON (default: one node, one template)",
    )
    .option(
      "--time-scale <factor>",
      "real seconds of a simulated second: 1 as on a host, 0 at once (default: 1)",
      factor,
    )
    .option("--faults <file>", "what goes wrong, as a JSON list of objects")
    .option(
      "--fault <spec>",
      "the same on one line, as often as wanted: error,status=503,request=GET /nodes/**,at=2,times=3",
      (spec: string, before: string[] = []) => [...before, spec],
    )
    .option("--seed <text>", "same seed, same calls: same ids and same journal")
    .helpOption("--help", "show this")
    .exitOverride()
    .allowExcessArguments(false)
    .configureOutput({ writeOut: () => {}, writeErr: () => {}, getOutHelpWidth: () => 100 });
}

function port(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= 65_535) return number;
  throw new InvalidArgumentError("Give a number from 0 to 65535.");
}

function factor(text: string): number {
  const number = Number(text);
  if (text.trim() !== "" && Number.isFinite(number) && number >= 0) return number;
  throw new InvalidArgumentError("Give a number from 0 on, such as 0.1.");
}

/** The simulator itself checks what the JSON says. */
const readWorld = (file: string): World => readJson(file) as World;

function readFaults(file: string): readonly FaultSpec[] {
  const list = readJson(file);
  if (!Array.isArray(list)) throw new UsageError(`${file}: must be a list of faults`);
  return list;
}

function readJson(file: string): unknown {
  const text = using(file, () => readFileSync(file, "utf8"));
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file}: not JSON: ${error instanceof Error ? error.message : error}`);
  }
}
