import { createHash } from "node:crypto";
import { hostname } from "node:os";
import { exitCodes, StrataError } from "../../../model/exit.ts";
import type { Lab } from "../../../model/lab.ts";
import type { ProxmoxWork } from "../../target/proxmox-work.ts";
import { refuseTaken, type Standing, standingOn, taken } from "../template/look.ts";
import { type ChosenPlace, freeNumber } from "../template/place.ts";
import { removeMachine } from "../template/remove-machine.ts";

/** The machine on the target that is to become a template. */
export interface HostMachine {
  readonly lab: Lab;
  readonly api: ProxmoxWork;
  readonly place: ChosenPlace;
  /** Name of the template. */
  readonly template: string;
  /** The release's file, for messages. */
  readonly releaseFile: string;
}

/** Name until it is whole. It says who makes it, since what Packer writes into its remarks does not. */
export function unfinishedName({ template }: Pick<HostMachine, "template">): string {
  const machine =
    hostname()
      .toLowerCase()
      .replace(/[^a-z0-9-]/g, "-")
      .replace(/^-+|-+$/g, "") || "here";
  return `unfinished-${template}.${machine}`;
}

/** Removes what a run of this machine left that was killed. @throws StrataError 3 where another machine is at it */
export async function swept(machine: HostMachine): Promise<Standing[]> {
  const { api, template, place } = machine;
  const standing = await standingOn(api);
  const unfinished = standing.filter(
    ({ name, node }) => name.startsWith(`unfinished-${template}`) && node === place.node.name,
  );
  for (const { name, node, vmid } of unfinished) {
    if (name !== unfinishedName(machine))
      throw new StrataError(
        exitCodes.refused,
        `another run is making ${template}, as ${vmid} (${name}) on ${node}; wait, or if that run is dead: qm destroy ${vmid}`,
      );
    await removeMachine(api, node, vmid);
  }
  return standing.filter((guest) => !unfinished.includes(guest));
}

/**
 * Has a machine of a free number built. Nothing holds a number in Proxmox but a machine that has it, and Packer makes it
 * when the installer is there; where somebody came first, the next number is tried.
 *
 * @param build gets the number, and fails with `already exists` where it is somebody's
 * @returns the number
 */
export async function underFreeNumber(
  machine: HostMachine,
  standing: readonly Standing[],
  build: (id: number) => Promise<void>,
): Promise<number> {
  const { lab, place, releaseFile } = machine;
  const others = [...standing];
  const owner = place.id === undefined ? undefined : taken(others, place.id);
  if (place.id !== undefined && owner) throw refuseTaken(place.id, owner, releaseFile);
  for (let tries = 0; ; tries += 1) {
    const id = place.id ?? freeNumber(lab, others);
    try {
      await build(id);
      return id;
    } catch (error) {
      if (!(error instanceof StrataError)) throw error;
      if (!/already exists/.test(error.message)) throw await givenBack(machine, id, error);
      const node = place.node.name;
      if (place.id !== undefined || tries === 4)
        throw refuseTaken(id, { name: "somebody who came first", node }, releaseFile);
      others.push({ vmid: id, name: "", node, template: false });
    }
  }
}

/** Packer removes its machine when it fails; one that was killed does not. @returns the error, with what was left */
async function givenBack(machine: HostMachine, id: number, error: StrataError): Promise<StrataError> {
  const { api, place } = machine;
  const left = await (async () => {
    const mine = taken(await standingOn(api), id);
    if (mine?.name === unfinishedName(machine)) await removeMachine(api, place.node.name, id);
    return `number ${id} is free again`;
  })().catch(() => `${id} is left there as ${unfinishedName(machine)} and the next run removes it`);
  return new StrataError(error.exit, `${error.message}; ${left}`);
}

/** `sha256:…` of a build whose disk never was here: no two builds have the same. */
export function digestOfBuild(told: object): string {
  return `sha256:${createHash("sha256").update(JSON.stringify(told)).digest("hex")}`;
}
