import { noun } from "../../model/adoption/living.ts";
import type { Proposal } from "../../model/adoption/proposal.ts";
import { type ExitCode, exitCodes, StrataError } from "../../model/exit.ts";
import { place } from "../../model/fault.ts";
import { type Adopted, type Adoption, adopt } from "../adopt/adopt.ts";
import { colours } from "../colours.ts";
import type { StrataCommand } from "../command.ts";
import { writePersona } from "../persona-file.ts";
import { painted } from "../stack/stack-command.ts";

/** `strata adopt`: takes over the containers that a host has already, without changing anything on it. */
export default {
  configure: (command) =>
    void command
      .argument("[guests...]", "names of containers (default: all that say adopted: true)")
      .option("--write", "write the files that are offered for containers that no file declares")
      .option("--apply", "take over what is as its file says; the host is only read, then as well")
      .addHelpText("after", help),
  async run({ arguments: names, options, root, site, say }) {
    const apply = options.apply === true;
    const adoption = await adopt({ root, site, names, apply, onGuest: (guest) => say(guestLines(guest).join("\n")) });
    const offers = adoption.proposals.map((proposal) => offered(root, site, proposal, options.write === true));
    const text = [...offers.flatMap(({ lines }) => ["", ...lines]), "", closing(adoption, apply)];
    return {
      text: text.join("\n"),
      facts: { ...adoption, written: offers.flatMap(({ file }) => file ?? []) },
      exit: exitOf(adoption, apply),
    };
  },
} satisfies StrataCommand;

const help = `
Looks at the host, finds each container of personas/<site>/ that says adopted: true by its number, and plans its import with
OpenTofu. Where something would change on the host, the line of the file is named that makes it stay as it is. Nothing on the
host is ever changed by this: what root sets is compared, and what would change anything is refused.

Examples:
  strata adopt                  # look; exit 2 where something is left to do
  strata adopt --write          # write files for containers that have none
  strata adopt --apply          # take over into the state what is ready
  strata adopt gitea --apply    # one of them`;

const paint = {
  "adopted before": colours.dim,
  ready: colours.green,
  "taken over": colours.green,
  differs: colours.yellow,
  refused: colours.red,
} as const;

function guestLines({ name, id, node, standing, faults, strange, review }: Adopted): string[] {
  const what = `${noun({ kind: "lxc", id })} on ${node}`;
  const said = standing === "ready" ? "ready: nothing changes on the host" : standing;
  const changes = review && review.changes.length > 0 ? painted(review).split("\n").slice(2, -2) : [];
  return [
    `  ${name.padEnd(16)} ${what.padEnd(20)} ${paint[standing](said)}`,
    ...changes.map((line) => `    ${colours.dim(line.trim())}`),
    ...faults.map(({ at, message }) => `    ${place(at)}: ${message}`),
    ...strange.map((there) => `    ${there} is in no file and stays`),
  ];
}

interface Offer {
  readonly lines: readonly string[];
  /** The file that was written. */
  readonly file?: string;
}

/** Shows the file of a guest that has none, or writes it; a file that the lab cannot take is told of and not left. */
function offered(root: string, site: string, proposal: Proposal, write: boolean): Offer {
  if ("why" in proposal) return { lines: [`${proposal.why}; it stays as it is`] };
  const { file, content } = proposal;
  if (!write)
    return {
      lines: [
        `${file} could be`,
        ...content
          .trimEnd()
          .split("\n")
          .map((line) => `  ${line}`),
      ],
    };
  try {
    writePersona(root, site, file, content);
    return { lines: [`wrote ${file}`], file };
  } catch (error) {
    if (!(error instanceof StrataError)) throw error;
    return { lines: [`${proposal.name} is not written: ${error.message.split("\n")[0]}`] };
  }
}

function closing({ guests, proposals }: Adoption, apply: boolean): string {
  const standings = ["taken over", "ready", "differs", "refused", "adopted before"] as const;
  const counted = standings.flatMap((standing) => {
    const number = guests.filter((guest) => guest.standing === standing).length;
    return number === 0 ? [] : [`${number} ${standing}`];
  });
  const unnamed = proposals.length > 0 ? [`${proposals.length} in no file`] : [];
  const sum = [...counted, ...unnamed].join(", ") || "nothing here was there before its file";
  const next =
    !apply && guests.some(({ standing }) => standing === "ready")
      ? ". `strata adopt --apply` takes over what is ready"
      : "";
  return `${sum}${next}`;
}

/** 3 where something is refused, or was asked for and not taken over; 2 where something is left to do; else 0. */
function exitOf({ guests, proposals }: Adoption, apply: boolean): ExitCode {
  const has = (...standings: Adopted["standing"][]) => guests.some(({ standing }) => standings.includes(standing));
  if (has("refused") || (apply && has("differs"))) return exitCodes.refused;
  return !apply && (has("ready", "differs") || proposals.length > 0) ? exitCodes.changesPending : exitCodes.done;
}
