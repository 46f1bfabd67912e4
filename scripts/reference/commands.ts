import type { Command } from "commander";
import { type DeclaredCommand, toCommander } from "../command.ts";

/** The reference page of the command line: each command's own help, and that of the actions below it. */
export async function commandsPage(commands: Readonly<Record<string, DeclaredCommand>>): Promise<string> {
  const helps = await Promise.all(
    Object.entries(commands).map(async ([name, declared]) => {
      const command = (await toCommander(name, declared)()).name(`strata ${name}`);
      // An action's usage begins with the name of its group, so its own stays as it is.
      return [
        section("##", name, command),
        ...command.commands.map((action) => section("###", `${name} ${action.name()}`, action)),
      ];
    }),
  );
  return `${["# Commands", "Made from the commands by `strata reference`; edits here are lost.", exits, ...helps.flat()].join("\n\n")}\n`;
}

/** What the terminal is wide and what SITE says is no part of a page. */
function section(level: string, title: string, command: Command): string {
  const help = command.configureHelp({ helpWidth: 100 }).helpInformation();
  return `${level} ${title}\n\n\`\`\`\n${help.trim()}\n\`\`\``;
}

const exits = `Exit codes: 0 done, 1 wrong input, 2 changes pending, 3 refused by a guard, 4 a tool or target is missing or unreachable, 5 a step failed.`;
