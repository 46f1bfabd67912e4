import { hostname } from "node:os";
import { exitCodes, StrataError } from "../../../model/exit.ts";
import type { Image, Lab } from "../../../model/lab.ts";
import type { Artifact } from "../packer/artifact.ts";
import { diskOptions, hardware, words } from "./hardware.ts";
import type { Look, Standing } from "./look.ts";
import { refuseTaken, taken } from "./look.ts";
import type { TemplateNode } from "./node.ts";
import { type ChosenPlace, freeNumber } from "./place.ts";
import { landingFolder, landingPath, sendDisk } from "./send-disk.ts";
import { type Stop, stopBetweenSteps } from "./stop.ts";

/** What a template is made of, and where. */
export interface TemplateWork {
  readonly lab: Lab;
  readonly image: Image;
  readonly artifact: Artifact;
  readonly place: ChosenPlace;
  readonly node: TemplateNode;
  readonly look: Look;
  /** File that sftp reads its commands from while the disk is sent, on this machine. */
  readonly batch: string;
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
 * Makes the template by SSH with the node's own programs. Until it is whole its name begins with `unfinished-`, and
 * giving it its own name is the last step. A failure frees its number; what a killed run left is removed by the next.
 *
 * @throws StrataError 3 for a name that has other content, a number that is taken, or a run of another machine; 5 for a
 *   step that failed or was stopped
 */
export async function makeTemplate(work: TemplateWork): Promise<MadeTemplate> {
  const there = await standingOfName(work);
  if (there) return { id: there.vmid, made: false };
  const stop = stopBetweenSteps();
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
async function sweep({ look, node, artifact, place }: TemplateWork): Promise<ReadonlySet<number>> {
  const name = unfinished(artifact);
  const left = look.standing.filter((guest) => guest.name === name && guest.node === place.node.name);
  for (const guest of left) {
    if (!(await look.remarks(guest)).includes(runHere))
      throw new StrataError(
        exitCodes.refused,
        `another machine is making ${artifact.manifest.template}, as ${guest.vmid} on ${guest.node}; wait, or if that run is dead: qm destroy ${guest.vmid}`,
      );
    await node.run(["qm", "destroy", String(guest.vmid), "--purge", "1"]);
  }
  return new Set(left.map(({ vmid }) => vmid));
}

/** Takes a number by making an empty machine of it, which Proxmox does for one of many at once. */
async function reserve(work: TemplateWork, swept: ReadonlySet<number>): Promise<number> {
  const { lab, image, artifact, place, node, releaseFile } = work;
  const standing = work.look.standing.filter(({ vmid }) => !swept.has(vmid));
  const owner = place.id === undefined ? undefined : taken(standing, place.id);
  if (place.id !== undefined && owner) throw refuseTaken(place.id, owner, releaseFile);
  for (let tries = 0; ; tries += 1) {
    const id = place.id ?? freeNumber(lab, standing);
    const options = { name: unfinished(artifact), description: `${runHere}: ${artifact.manifest.digest}` };
    try {
      await node.run(["qm", "create", String(id), ...words({ ...options, ...hardware(image, place.storage.name) })]);
      return id;
    } catch (error) {
      if (!/already exists/.test((error as Error).message)) throw advised(error, place.storage.name);
      if (place.id !== undefined || tries === 4)
        throw refuseTaken(id, { name: "somebody who came first", node: node.name }, releaseFile);
      standing.push({ vmid: id, name: "", node: node.name, template: false });
    }
  }
}

/** From an empty machine to a template, in steps that each may be the last. */
async function fill({ lab, artifact, place, node, batch }: TemplateWork, id: number, stop: Stop): Promise<void> {
  const { manifest } = artifact;
  const landing = landingPath(landingFolder(lab.storages, place.node), artifact);
  await sendDisk(node, artifact, landing, batch);
  stop.check();
  await node.run(["qm", "disk", "import", String(id), landing, place.storage.name, "--target-disk", "scsi0"]);
  stop.check();
  const volume = /^scsi0: ([^,\s]+)/m.exec(await node.run(["qm", "config", String(id)]))?.[1];
  if (volume === undefined)
    throw new StrataError(exitCodes.stepFailed, `${node.name}: ${id} has no disk after its import`);
  await node.run(["qm", "set", String(id), "--scsi0", `${volume},${diskOptions}`, "--boot", "order=scsi0"]);
  stop.check();
  await node.run(["qm", "template", String(id)]);
  stop.check();
  const description = `${manifest.image} ${manifest.release} by Strata: ${manifest.digest}, commit ${manifest.built.commit}`;
  await node.run(["qm", "set", String(id), "--name", manifest.template, "--description", description]);
  await node.run(["rm", "-f", landing]);
}

/** Frees the number of what did not become whole. @returns the error, with what to do */
async function givenBack({ node, place, artifact }: TemplateWork, id: number, error: unknown): Promise<unknown> {
  const freed = await node.ask(["qm", "destroy", String(id), "--purge", "1"]).catch(() => undefined);
  const left =
    freed === undefined
      ? `${id} is left there as ${unfinished(artifact)} and the next run removes it`
      : `number ${id} is free again`;
  return advised(error, place.storage.name, left);
}

/** What Proxmox said, and what to do about it. */
function advised(error: unknown, storage: string, left?: string): unknown {
  if (!(error instanceof StrataError)) return error;
  const { exit, message } = error;
  const full = /space|full/i.test(message) ? `; make room on ${storage}` : "";
  const again = /run this again/.test(message) ? "" : ", run this again when that is mended";
  return new StrataError(exit, `${message}${full}; ${left ?? "nothing was made"}${again}`);
}

/** What says in Proxmox who makes an unfinished machine. */
const runHere = `Being made by a run of Strata on ${hostname()}`;

function unfinished({ manifest }: Artifact): string {
  return `unfinished-${manifest.template}`;
}
