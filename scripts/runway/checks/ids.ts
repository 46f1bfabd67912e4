import { exitCodes } from "../../../model/exit.ts";
import type { Guest } from "../../../model/lab.ts";
import { type Check, fail, pass } from "../../target/check.ts";
import type { Resource, Runway } from "../context.ts";

/** Each guest's number is free, or belongs to the guest that we made. */
export const ids: Check<Runway> = {
  name: "ids",
  after: ["privileges"],
  async run(runway) {
    const there = await runway.resources();
    const taken = runway.lab().guests.flatMap((guest) => {
      const found = there.get(guest.id);
      return found ? [{ guest, found }] : [];
    });
    for (const { guest, found } of taken) {
      const wrong = found.name === guest.name ? await notOurs(runway, guest, found) : `is ${found.name}`;
      if (wrong)
        return fail(
          exitCodes.refused,
          `${guest.file}: ${guest.id} on ${found.node} ${wrong}; give ${guest.name} another id, or look who made that one`,
        );
    }
    const free = runway.lab().guests.length - taken.length;
    return pass(`${taken.length} ours, ${free} free`);
  },
};

const nouns = { qemu: "a machine", lxc: "a container" } as const;

/** What we make says in its description which file it comes from. */
async function notOurs({ ask }: Runway, guest: Guest, found: Resource): Promise<string | undefined> {
  const type = guest.kind === "lxc" ? "lxc" : "qemu";
  if (found.type !== type || found.template) return `is ${found.template ? "a template" : nouns[found.type]}`;
  const { description = "" } = await ask<{ description?: string }>(found.node, `/${type}/${found.vmid}/config`);
  return description.includes(guest.file) ? undefined : `is a ${guest.name} that Strata did not make`;
}
