import { rm } from "node:fs/promises";
import { exitCodes, StrataError } from "../../../model/exit.ts";
import type { Image, Lab } from "../../../model/lab.ts";
import { buildInputs } from "../../../model/packer/inputs.ts";
import { packerTemplates } from "../../../model/packer/templates.ts";
import type { TemplatePlace } from "../../../model/placed-release.ts";
import { readReleaseFile, releasePath } from "../../../model/release-to-build.ts";
import { templateName } from "../../../model/template-name.ts";
import { proxmoxWork } from "../../target/proxmox-work.ts";
import { proveTarget, resolveTarget } from "../../target/target.ts";
import type { Recorded } from "../release-file.ts";
import { remarksOn, type Standing } from "../template/look.ts";
import { choosePlace, type PlaceWish } from "../template/place.ts";
import { keepRecords, readManifest } from "./artifact.ts";
import { refuseUnsettled } from "./before.ts";
import { beginAnew, committed, now } from "./begin.ts";
import { digestOfBuild, type HostMachine, swept, underFreeNumber, unfinishedName } from "./host-machine.ts";
import { hostVariables } from "./host-variables.ts";
import { type BuildPlaces, buildPlaces } from "./places.ts";
import type { BuildRecord } from "./records.ts";
import { makeKey, runPacker } from "./run-packer.ts";
import { buildTools, findPacker } from "./tools.ts";

export interface HostBuildRequest {
  /** The lab's folder. */
  readonly root: string;
  readonly lab: Lab;
  readonly image: Image;
  /** `v1.0.0` */
  readonly release: string;
  readonly wish: PlaceWish;
}

/** What came of it. */
export interface HostBuildEnd {
  readonly recorded: Recorded;
  readonly place: TemplatePlace;
  /** False where the template of the same recipe stood there already. */
  readonly built: boolean;
}

/**
 * Builds a release on the target with Packer's `proxmox-iso` builder: a machine there is installed, and becomes the
 * template. Its disk is never here, so its digest is that of the build. Giving it its own name is the last step; a build
 * that fails frees its number, and what a killed run left is removed by the next.
 *
 * @throws StrataError 3 for a recipe that is not settled, a name or a number that is somebody's; 4 for a missing program or
 *   target; 5 where Packer fails or is stopped
 */
export async function buildOnHost({ root, lab, image, release, wish }: HostBuildRequest): Promise<HostBuildEnd> {
  refuseUnsettled(image);
  const builder = "proxmox-iso" as const;
  const commit = await committed(root);
  const packer = await findPacker();
  const files = (buildKey: string) => packerTemplates(image, { release, builder, packer: packer.kind, buildKey });
  files(""); // a Packer that is too old is refused before anything else
  const tools = await buildTools(image, packer, builder);
  const inputs = buildInputs(root, image, { builder, packer: packer.kind, tools: tools.versions });
  const places = buildPlaces(root, image.name, release);
  const place = choosePlace(lab, image, release, wish);
  const target = await resolveTarget(lab, root);
  await proveTarget(target, lab, { guests: [], platform: false });
  const { variables, environment } = hostVariables(target, lab, place);
  const api = proxmoxWork(target);
  const template = templateName(image, release);
  const machine = { lab, api, place, template, releaseFile: releasePath(image.name, release) };
  const at = (id: number) => ({ site: lab.site.name, node: place.node.name, storage: place.storage.name, id });
  try {
    await beginAnew(places);
    const standing = await swept(machine);
    const before = await recordedBefore(root, image, release, places);
    const there = await standingOfName(machine, standing, before?.built.recipe === inputs.recipe ? before : undefined);
    if (there && before) return { recorded: before, place: at(there.vmid), built: false };
    const buildKey = await makeKey(places);
    const started = now();
    const names = { vm_name: unfinishedName(machine), template_name: unfinishedName(machine) };
    const id = await underFreeNumber(machine, standing, (vmid) =>
      runPacker(packer, {
        ...{ root, named: `${image.name} ${release}`, places, files: files(buildKey) },
        variables: { lab: root, ssh_private_key_file: places.key, ...variables, ...names, vm_id: String(vmid) },
        environment: { ...tools.environment, ...environment },
      }),
    );
    const build = { image, release, builder, inputs, base: inputs.base, commit, started, ended: now() };
    return { recorded: await finish(machine, places, id, build), place: at(id), built: true };
  } finally {
    api.close();
    await rm(places.work, { recursive: true, force: true });
  }
}

/** Keeps the records, then gives the template its name: in this order, so that a name always has its record. */
async function finish(
  { api, place, template }: HostMachine,
  places: BuildPlaces,
  id: number,
  build: Omit<BuildRecord, "digest">,
): Promise<Recorded> {
  const { image, release, inputs, commit, started, ended } = build;
  const node = place.node.name;
  const digest = digestOfBuild({ template, inputs: inputs.digest, commit, started, ended, node, id });
  const recorded = await keepRecords(places, { ...build, digest });
  const description = `${image.name} ${release} by Strata: ${digest}, commit ${commit.sha}`;
  await api.task(`${node}: naming ${id}`, "POST", `/nodes/${node}/qemu/${id}/config`, { name: template, description });
  return recorded;
}

/** What a build of this release recorded: on this machine, else in the release's file. */
async function recordedBefore(
  root: string,
  image: Image,
  release: string,
  places: BuildPlaces,
): Promise<Recorded | undefined> {
  const kept = await readManifest(places);
  if (kept) return kept;
  const { name, digest, built, k3s } = readReleaseFile(root, image.name, release) ?? {};
  if (name === undefined || digest === undefined || built === undefined) return undefined;
  return { release, template: name, digest, built, ...(k3s !== undefined && { k3s }) };
}

/** The template of this name on this node, if it is what was recorded. @throws StrataError 3 where it is not */
async function standingOfName(
  { api, place, template }: HostMachine,
  standing: readonly Standing[],
  recorded: Recorded | undefined,
): Promise<Standing | undefined> {
  const found = standing.find(({ name, node }) => name === template && node === place.node.name);
  if (!found) return undefined;
  if (found.template && recorded && (await remarksOn(api, found)).includes(recorded.digest)) return found;
  throw new StrataError(
    exitCodes.refused,
    `${found.node} has a ${found.template ? "template" : "machine"} ${found.name} (${found.vmid}) of other content than this recipe's; it is never overwritten: build the next release, or remove it by hand`,
  );
}
