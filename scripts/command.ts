import { Command } from "commander";
import { type ExitCode, exitCodes } from "../model/exit.ts";

/** What a command gives back: text for a person, facts for a machine, and how it ended. */
export interface Outcome {
  /** Printed to stdout, unless `--json` was given. */
  readonly text: string;
  /** Printed as JSON with `--json`. */
  readonly facts?: unknown;
  /** 0 unless said. */
  readonly exit?: ExitCode;
}

/** A command as its file declares it: how it is called, and the one function that does it. */
export interface StrataCommand {
  /** Adds arguments, options and examples; `--json` and `--site` are there already. */
  configure?(command: Command): void;
  /** Does the work. Throws `StrataError` for what a person should read. */
  run(input: Invocation): Promise<Outcome>;
}

/** A command that has others below it, such as `strata image list`. */
export interface CommandGroup {
  readonly actions: Readonly<Record<string, DeclaredCommand>>;
}

/** A command as a list knows it: what it does in one line, and the file that does it, loaded only when called. */
export interface DeclaredCommand {
  readonly summary: string;
  readonly load: () => Promise<{ default: StrataCommand | CommandGroup }>;
}

/** What a person typed. */
export interface Invocation {
  readonly arguments: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
  /** Name of the lab, from `--site`, else `SITE`, else `home`. */
  readonly site: string;
  /** Folder that holds `personas/` and `images/`: the current one. */
  readonly root: string;
  /** Tells at once what cannot wait for the end: to stdout, with `--json` to stderr. */
  readonly say: (text: string) => void;
}

const exitHelp = `
Exit codes: 0 done, 1 wrong input, 2 changes pending, 3 refused by a guard, 4 a tool or target is missing or unreachable, 5 a step failed`;

/** Makes commander's command from ours; printing and the exit code are decided here, once. */
export function toCommander(name: string, { summary, load }: DeclaredCommand): () => Promise<Command> {
  return async () => {
    const { default: declared } = await load();
    if ("actions" in declared) return toGroup(name, summary, declared);
    const command = new Command(name)
      .description(summary)
      .option("--json", "print facts for a machine instead of text")
      .option("--site <name>", "which lab, a folder of personas/", process.env.SITE || "home")
      .addHelpText("after", exitHelp);
    declared.configure?.(command);
    return command.action(async () => {
      const options = command.opts();
      const outcome = await declared.run({
        arguments: command.args,
        options,
        site: String(options.site),
        root: process.cwd(),
        say: (text) => (options.json ? process.stderr : process.stdout).write(`${text}\n`),
      });
      const text = options.json ? JSON.stringify(outcome.facts ?? null, null, 2) : outcome.text;
      if (text) process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
      process.exitCode = outcome.exit ?? exitCodes.done;
    });
  };
}

/** Without an action it shows what there is. */
async function toGroup(name: string, summary: string, { actions }: CommandGroup): Promise<Command> {
  const group = new Command(name).description(summary).addHelpText("after", exitHelp);
  for (const [action, declared] of Object.entries(actions)) {
    const command = await toCommander(action, declared)();
    group.addCommand(command.exitOverride());
  }
  return group;
}
