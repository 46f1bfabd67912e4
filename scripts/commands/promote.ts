import { Option } from "commander";
import { exitCodes } from "../../model/exit.ts";
import type { Follower } from "../../model/followers.ts";
import type { Channel } from "../../model/promotion.ts";
import { colours } from "../colours.ts";
import type { StrataCommand } from "../command.ts";
import { type Promoted, promote } from "../promote/promote.ts";

/** `strata promote <image> --to candidate|stable`: moves a channel, by a change to commit and review. */
export default {
  configure: (command) =>
    void command
      .argument("<image>", "name of the image")
      .addOption(new Option("--to <channel>", "channel to move").choices(["candidate", "stable"]).makeOptionMandatory())
      .option(
        "--release <version>",
        "release to move it to (default: for candidate what `images` made, for stable what candidate holds)",
      )
      .option("--rollback", "move it back to what it held before")
      .option("--dry-run", "show the change; write nothing, and end with 2 where there is one")
      .addHelpText("after", help),
  async run({ arguments: [image = ""], options, root, site }) {
    const promoted = await promote({
      ...{ root, site, image },
      channel: options.to as Channel,
      release: options.release as string | undefined,
      rollback: options.rollback === true,
      dryRun: options.dryRun === true,
    });
    const pending = promoted.move !== undefined && !promoted.written;
    return { text: inWords(promoted), facts: promoted, exit: pending ? exitCodes.changesPending : exitCodes.done };
  },
} satisfies StrataCommand;

const help = `
A release moves only when it passed its boot test, is the disk that was tested and made, and is no older than what the
channel holds; to stable only what candidate holds or held. The pointer stands in images/<image>/channels.yaml: commit
it; machines that follow the channel are replaced when they are applied.

Examples:
  strata promote debian13-docker --to candidate
  strata promote debian13-docker --to stable --dry-run
  strata promote debian13-docker --to stable --rollback`;

function inWords({ image, channel, file, move, diff, followers, written }: Promoted): string {
  if (move === undefined) return `${file}: ${channel} of ${image} points there already`;
  return [
    `${file}: ${channel} ${move.from ?? "none"} → ${move.to}`,
    ...diff.map((line) => `  ${(line.startsWith("-") ? colours.red : colours.green)(line)}`),
    ...followers.map((follower) => `  ${follower.replaced ? colours.yellow(told(follower)) : told(follower)}`),
    written ? "written; commit it" : "nothing was written",
  ].join("\n");
}

function told({ guest, id, version, replaced, behind }: Follower): string {
  return replaced
    ? `${guest} (vm ${id}) follows it: its next apply replaces the machine`
    : `${guest} (vm ${id}) keeps ${version}, behind by ${behind}; \`strata rebuild ${guest} --to stable\` moves it`;
}
