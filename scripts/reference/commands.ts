import { toCommander } from "../command.ts";
import type { DeclaredCommand } from "../commands.ts";

/** The reference page of the command line: each command's own help. */
export async function commandsPage(commands: Readonly<Record<string, DeclaredCommand>>): Promise<string> {
  const helps = await Promise.all(
    Object.entries(commands).map(async ([name, { summary, load }]) => {
      const command = await toCommander(name, summary, async () => (await load()).default)();
      // What the terminal is wide and what SITE says is no part of a page.
      const help = command.configureHelp({ helpWidth: 100 }).name(`strata ${name}`).helpInformation();
      return `## ${name}\n\n\`\`\`\n${help.trim()}\n\`\`\``;
    }),
  );
  return `${["# Commands", "Made from the commands by `strata reference`; edits here are lost.", exits, ...helps].join("\n\n")}\n`;
}

const exits = `Exit codes: 0 done, 1 wrong input, 2 changes pending, 3 refused by a guard, 4 a tool or target is missing or unreachable, 5 a step failed.`;
