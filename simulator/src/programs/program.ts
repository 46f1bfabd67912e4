/** Runs a program of Proxmox: finds the subcommand, reads its options, calls, prints. Source: PVE::CLIHandler. */
import type { Command, CommandContext } from "../ssh/shell/system.ts";
import { isUpid, type LocalApi } from "./local-api.ts";
import { parseOptions } from "./options.ts";
import { ProgramError } from "./program-error.ts";
import type { ApiSubcommand, Subcommand, Subcommands } from "./subcommand.ts";

/** @param name such as `qm` */
export function program(name: string, subcommands: Subcommands, api: LocalApi): Command {
  return {
    name,
    path: `/usr/sbin/${name}`,
    async run(context) {
      if (context.user.uid !== 0) {
        context.complain("please run as root");
        return 255;
      }
      return ended(context, async () => {
        const found = resolve(name, subcommands, context.args);
        if (!found) return help(name, subcommands, context);
        return runSubcommand({ ...found, name: `${name} ${found.name}` }, api, context);
      });
    },
  };
}

/** Turns what ends a program early into its words on the error output and its status. */
export async function ended(context: CommandContext, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    context.complain(error.message);
    return error.status;
  }
}

interface Found {
  /** All words of it. */
  readonly name: string;
  readonly subcommand: Subcommand;
  readonly args: readonly string[];
}

/** Words may be written short as long as they are the only one of their beginning. */
function resolve(program: string, subcommands: Subcommands, args: readonly string[]): Found | undefined {
  const [word] = args;
  if (word === undefined) throw new ProgramError(`ERROR: no command specified\n${usageOf(program, subcommands)}`);
  if (word === "help" || word === "--help") return undefined;
  const names = Object.keys(subcommands).map((name) => name.split(" "));
  const first = completed(word, [...new Set(names.map(([head]) => head as string))]);
  const below = names.filter(([head, tail]) => head === first && tail !== undefined).map(([, tail]) => tail as string);
  if (below.length > 0) {
    const second = completed(args[1] ?? "", below);
    const known = `${first} ${second}`;
    if (args[1] === undefined) throw incomplete(program, word, subcommands);
    const subcommand = subcommands[known];
    if (!subcommand || typeof subcommand === "string") throw unknown(`${program} ${known}`, program, subcommands);
    return { name: known, subcommand, args: args.slice(2) };
  }
  const subcommand = subcommands[first];
  if (subcommand === undefined) throw unknown(`${program} ${first}`, program, subcommands);
  return typeof subcommand === "string"
    ? resolve(program, subcommands, [...subcommand.split(" "), ...args.slice(1)])
    : { name: first, subcommand, args: args.slice(1) };
}

function completed(word: string, names: readonly string[]): string {
  const longer = names.filter((name) => name.startsWith(word));
  return names.includes(word) || longer.length !== 1 ? word : (longer[0] as string);
}

const unknown = (what: string, name: string, subcommands: Subcommands): ProgramError =>
  new ProgramError(`ERROR: unknown command '${what}'\n${usageOf(name, subcommands)}`);
const incomplete = (name: string, word: string, subcommands: Subcommands): ProgramError =>
  new ProgramError(`ERROR: incomplete command '${name} ${word}'\n${usageOf(name, subcommands)}`);

function usageOf(name: string, subcommands: Subcommands): string {
  const lines = Object.entries(subcommands).flatMap(([word, subcommand]) =>
    typeof subcommand === "string" ? [] : [`       ${name} ${word} ${operandsOf(subcommand)}[OPTIONS]`],
  );
  return [`USAGE: ${name} <COMMAND> [ARGS] [OPTIONS]`, "", ...lines].join("\n");
}

function help(name: string, subcommands: Subcommands, context: CommandContext): number {
  context.print(`${usageOf(name, subcommands)}\n`);
  return 0;
}

const operandsOf = ({ operands }: Subcommand): string => operands.map((operand) => `<${operand}> `).join("");

async function runSubcommand({ name, subcommand, args }: Found, api: LocalApi, context: CommandContext) {
  try {
    if ("run" in subcommand) {
      const given = parseOptions(args, subcommand.parameters, { operands: subcommand.operands });
      return (await subcommand.run(given, { api, context })) ?? 0;
    }
    return await callApi(name, subcommand, args, api, context);
  } catch (error) {
    if (!(error instanceof ProgramError) || !error.usage) throw error;
    throw new ProgramError(`${error.message}\n${name} ${operandsOf(subcommand)}[OPTIONS]`);
  }
}

async function callApi(
  name: string,
  subcommand: ApiSubcommand,
  args: readonly string[],
  api: LocalApi,
  context: CommandContext,
): Promise<number> {
  const endpoint = api.find(subcommand.method, subcommand.path.replace("{node}", api.node));
  if (!endpoint) {
    context.notSimulated(`${name} (${subcommand.method} ${subcommand.path})`);
    throw new ProgramError(`${name}: not simulated`);
  }
  const preset = { node: api.node, ...subcommand.preset };
  const given = parseOptions(args, endpoint.parameters, {
    operands: subcommand.operands,
    fixed: Object.keys(preset),
  });
  const parameters: Record<string, unknown> = { ...given, ...subcommand.preset, ...subcommand.derive?.(given) };
  for (const [key, read] of Object.entries(subcommand.files ?? {})) {
    if (typeof given[key] === "string") parameters[key] = read((await context.files.read(given[key])).toString());
  }
  const path = subcommand.path.replaceAll(/\{([^}]+)\}/g, (_, key: string) => {
    const value = key === "node" ? api.node : String(parameters[key] ?? "");
    delete parameters[key];
    return encodeURIComponent(value);
  });
  const result = await api.call(subcommand.method, path, parameters);
  if (isUpid(result)) return followTask(result, api, context, subcommand.judges !== false);
  if (subcommand.show) context.print(subcommand.show(result));
  return 0;
}

/** Prints a task's log; what it failed of goes to the error output. */
export async function followTask(
  upid: string,
  api: LocalApi,
  context: CommandContext,
  judges: boolean,
): Promise<number> {
  const { exitstatus = "unexpected status" } = await api.follow(upid, (line) => context.print(`${line}\n`));
  const warnings = /^WARNINGS: (\d+)$/.exec(exitstatus)?.[1];
  if (exitstatus === "OK") return 0;
  if (warnings !== undefined) {
    context.complain(`Task finished with ${warnings} warning(s)!`);
    return 0;
  }
  context.complain(exitstatus);
  return judges ? 255 : 0;
}
