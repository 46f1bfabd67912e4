import { hostname } from "node:os";
import { exitCodes, StrataError } from "../../../model/exit.ts";
import type { Image, Lab } from "../../../model/lab.ts";
import type { Artifact } from "../packer/artifact.ts";
import { type Hands, isFull } from "./hands.ts";
import { hardware } from "./hardware.ts";
import type { Look, Standing } from "./look.ts";
import { refuseTaken, taken } from "./look.ts";
import { type ChosenPlace, freeNumber } from "./place.ts";
import { type Stop, stopBetweenSteps } from "./stop.ts";

/** What a template is made of, and where. */
export interface TemplateWork {
  readonly lab: Lab;
  readonly image: Image;
  readonly artifact: Artifact;
  readonly place: ChosenPlace;
  readonly hands: Hands;
  readonly look: Look;
  /** The release's file, for messages. */
  readonly releaseFile: string;
}

export interface MadeTemplate {
  /** Its number in Proxmox. */
  readonly id: number;
  /** False where a template of the same name and content was there already. */
  readonly made: boolean;
}

/**
 * Makes the template. Until it is whole its name begins with `unfinished-`, and
 * giving it its own name is the last step. A failure frees its number; what a killed run left is removed by the next.
 *
 * @throws StrataError 3 for a name that has other content, a number that is taken, or a run of another machine; 5 for a
 *   step that failed or was stopped
 */
export async function makeTemplate(work: TemplateWork): Promise<MadeTemplate> {
  const there = await standingOfName(work);
  if (there) return { id: there.vmid, made: false };
  const stop = stopBetweenSteps("the template");
  try {
    const swept = await sweep(work);
    stop.check();
    const id = await reserve(work, swept);
    try {
      await fill(work, id, stop);
    } catch (error) {
      throw await givenBack(work, id, error);
    }
    return { id, made: true };
  } finally {
    stop.forget();
  }
}

/** The template of this name on this node, if its content is the same. */
async function standingOfName({ look, artifact: { manifest }, place }: TemplateWork): Promise<Standing | undefined> {
  const found = look.standing.find(({ name, node }) => name === manifest.template && node === place.node.name);
  if (!found) return undefined;
  if (found.template && (await look.remarks(found)).includes(manifest.digest)) return found;
  throw new StrataError(
    exitCodes.refused,
    `${found.node} has a ${found.template ? "template" : "machine"} ${found.name} (${found.vmid}) of other content than ${manifest.digest}; it is never overwritten: build the next release, or remove it by hand`,
  );
}

/** Removes what a run of this machine left that was killed. @returns the numbers that are free again */
async function sweep({ look, hands, artifact, place }: TemplateWork): Promise<ReadonlySet<number>> {
  const name = unfinished(artifact);
  const left = look.standing.filter((guest) => guest.name === name && guest.node === place.node.name);
  for (const guest of left) {
    if (!(await look.remarks(guest)).includes(runHere))
      throw new StrataError(
        exitCodes.refused,
        `another machine is making ${artifact.manifest.template}, as ${guest.vmid} on ${guest.node}; wait, or if that run is dead: qm destroy ${guest.vmid}`,
      );
    await hands.destroy(guest.vmid);
  }
  return new Set(left.map(({ vmid }) => vmid));
}

/** Takes a number by making an empty machine of it, which Proxmox does for one of many at once. */
async function reserve(work: TemplateWork, swept: ReadonlySet<number>): Promise<number> {
  const { lab, image, artifact, place, hands, releaseFile } = work;
  const standing = work.look.standing.filter(({ vmid }) => !swept.has(vmid));
  const owner = place.id === undefined ? undefined : taken(standing, place.id);
  if (place.id !== undefined && owner) throw refuseTaken(place.id, owner, releaseFile);
  for (let tries = 0; ; tries += 1) {
    const id = place.id ?? freeNumber(lab, standing);
    const options = { name: unfinished(artifact), description: `${runHere}: ${artifact.manifest.digest}` };
    try {
      await hands.create(id, { ...options, ...hardware(image, place.storage.name) });
      return id;
    } catch (error) {
      if (!/already exists/.test((error as Error).message)) throw advised(error, place.storage.name);
      if (place.id !== undefined || tries === 4)
        throw refuseTaken(id, { name: "somebody who came first", node: place.node.name }, releaseFile);
      standing.push({ vmid: id, name: "", node: place.node.name, template: false });
    }
  }
}

/** From an empty machine to a template, in steps that each may be the last. */
async function fill({ artifact, place, hands }: TemplateWork, id: number, stop: Stop): Promise<void> {
  const { manifest } = artifact;
  const landed = await hands.send(artifact, stop);
  stop.check();
  await hands.importDisk(id, landed, place.storage.name);
  stop.check();
  await hands.toTemplate(id);
  stop.check();
  // Before the name: who finds a template of that name has nothing left to clear away.
  await hands.discard(landed);
  const description = `${manifest.image} ${manifest.release} by Strata: ${manifest.digest}, commit ${manifest.built.commit}`;
  await hands.rename(id, manifest.template, description);
}

/** Frees the number of what did not become whole. @returns the error, with what to do */
async function givenBack({ hands, place, artifact }: TemplateWork, id: number, error: unknown): Promise<unknown> {
  const left = await hands.destroy(id).then(
    () => `number ${id} is free again`,
    () => `${id} is left there as ${unfinished(artifact)} and the next run removes it`,
  );
  return advised(error, place.storage.name, left);
}

/** What Proxmox said, and what to do about it. */
function advised(error: unknown, storage: string, left?: string): unknown {
  if (!(error instanceof StrataError)) return error;
  const { exit, message } = error;
  const full = isFull(error) && !/\broom\b/.test(message) ? `; make room on ${storage}` : "";
  const again = /run this again/.test(message) ? "" : ", run this again when that is mended";
  return new StrataError(exit, `${message}${full}; ${left ?? "nothing was made"}${again}`);
}

/** What says in Proxmox who makes an unfinished machine. */
const runHere = `Being made by a run of Strata on ${hostname()}`;

function unfinished({ manifest }: Artifact): string {
  return `unfinished-${manifest.template}`;
}
