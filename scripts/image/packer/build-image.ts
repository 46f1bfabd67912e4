import { rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { exitCodes, StrataError } from "../../../model/exit.ts";
import type { Image } from "../../../model/lab.ts";
import { buildInputs } from "../../../model/packer/inputs.ts";
import { packerTemplates } from "../../../model/packer/templates.ts";
import { templateName } from "../../../model/template-name.ts";
import { baseDisk } from "../base-disk.ts";
import { type Artifact, keepArtifact, readArtifact, verifyArtifact } from "./artifact.ts";
import { chooseAccelerator, refuseFull, refuseUnsettled } from "./before.ts";
import { beginAnew, committed, now } from "./begin.ts";
import { type BuildPlaces, buildPlaces } from "./places.ts";
import { makeKey, runPacker } from "./run-packer.ts";
import { buildTools, findPacker, firmwareVariables } from "./tools.ts";

export interface BuildRequest {
  /** The lab's folder. */
  readonly root: string;
  readonly image: Image;
  /** `v1.0.0` */
  readonly release: string;
  /** A build under emulation is agreed to. */
  readonly tcg: boolean;
}

/** What came of it. */
export interface BuildEnd {
  readonly artifact: Artifact;
  /** False where the artifact of the same recipe was there already. */
  readonly built: boolean;
}

/**
 * Builds the disk of a release on this machine with Packer's `qemu` builder, below `build/images/`. The same recipe is
 * not built twice. What is half made is removed, by this run or, where it was killed, by the next.
 *
 * @throws StrataError 3 for a recipe that is not settled, a full disk, or emulation that nobody agreed to; 4 for a missing
 *   program; 5 where Packer fails or is stopped
 */
export async function buildImage({ root, image, release, tcg }: BuildRequest): Promise<BuildEnd> {
  refuseUnsettled(image);
  const builder = "qemu" as const;
  const commit = await committed(root);
  const packer = await findPacker();
  const tools = await buildTools(image, packer, builder);
  const inputs = buildInputs(root, image, { builder, packer: packer.kind, tools: tools.versions });
  const places = buildPlaces(root, image.name, release);
  const before = await readArtifact(places);
  if (before?.manifest.built.recipe === inputs.recipe) {
    await verifyArtifact(before);
    return { artifact: before, built: false };
  }
  const accelerator = await chooseAccelerator(tcg);
  const firmware = firmwareVariables(image, packer.kind);
  await beginAnew(places);
  try {
    await refuseFull(places.work, image);
    const base = await baseOf(root, image);
    const buildKey = await makeKey(places);
    const started = now();
    await runPacker(packer, {
      root,
      named: `${image.name} ${release}`,
      places,
      files: packerTemplates(image, { release, builder, packer: packer.kind, buildKey }),
      variables: {
        lab: root,
        ssh_private_key_file: places.key,
        output: places.disk,
        accelerator,
        ...firmware,
        ...base.variables,
      },
      environment: tools.environment,
    });
    const name = `${templateName(image, release)}.qcow2`;
    const disk = await madeDisk(places, name);
    const record = { image, release, builder, accelerator, inputs, base: base.checksum, commit, started, ended: now() };
    return { artifact: await keepArtifact(places, disk, record, name), built: true };
  } finally {
    await rm(places.work, { recursive: true, force: true });
  }
}

/** What it starts from: Packer downloads and checks a vendor's, and is handed one that is made here. */
async function baseOf(root: string, image: Image) {
  const { base } = image.recipe;
  if (base.from === "download") return { checksum: base.checksum, variables: {} };
  const { file, checksum } = await baseDisk(root, image);
  return { checksum, variables: { base_disk: file, base_checksum: checksum } };
}

async function madeDisk({ disk }: BuildPlaces, name: string): Promise<string> {
  const file = join(disk, name);
  if (await stat(file).catch(() => undefined)) return file;
  throw new StrataError(exitCodes.stepFailed, `Packer ended well and left no ${name}; see the log beside it`);
}
