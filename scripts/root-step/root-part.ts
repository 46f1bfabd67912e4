import type { Container } from "../../model/container.ts";
import { exitCodes, StrataError } from "../../model/exit.ts";
import type { Lab } from "../../model/lab.ts";
import type { RootPart } from "../../model/review/root-part.ts";
import { rootSettings } from "../../model/root-step.ts";
import { aim } from "../target/aim.ts";
import { planRootStep } from "./root-step.ts";

/** What root's step would do for the container of a stack; undefined where no step belongs to it. Looks only. */
export async function rootPart(lab: Lab, root: string, stack: string): Promise<RootPart | undefined> {
  const guest = lab.guests.find(({ name }) => name === stack);
  const settings = guest?.kind === "lxc" ? rootSettings(guest, lab.site.backups) : undefined;
  if (guest?.kind !== "lxc" || !settings) return undefined;
  try {
    const { words, restarts, strange, warnings } = await planRootStep(aim(lab, root), lab, guest, settings);
    const stays = strange.map((there) => `${there} is in no file and stays`);
    return { guest, words, restarts, notes: [...warnings, ...stays] };
  } catch (error) {
    if (error instanceof StrataError) return unknown(guest, error);
    throw error;
  }
}

/** A plan is worth more than what cannot be looked at; but a step that would be refused stops the plan that takes it. */
function unknown(guest: Container, { exit, message }: StrataError): RootPart {
  const blank = { guest, words: [], restarts: false };
  return exit === exitCodes.refused
    ? { ...blank, notes: [], refused: message.replace(`${guest.name}: `, "") }
    : { ...blank, notes: [`root's part was not looked at: ${message}`] };
}
