import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { exitCodes, StrataError } from "../../model/exit.ts";
import { imageNamed } from "../../model/image-named.ts";
import type { Lab } from "../../model/lab.ts";
import { loadLab } from "../../model/load.ts";
import { readReleaseFile, releasePath } from "../../model/release-to-build.ts";
import { type Retirement, retirements } from "../../model/retirement.ts";
import { writeWhole } from "../../toolchain/write-whole.ts";
import { type ProxmoxWork, proxmoxWork } from "../target/proxmox-work.ts";
import { proveTarget, resolveTarget } from "../target/target.ts";

/** Every release in service of a site, or of one image, and whether it may go. */
export function planRetirement(root: string, site: string, image?: string) {
  const lab = loadLab(root, site);
  const wanted = image === undefined ? undefined : imageNamed(lab, image).name;
  const judged = retirements(lab, (name, version) => otherSites(root, site, name, version));
  return { lab, judged: judged.filter((one) => wanted === undefined || one.image === wanted) };
}

function otherSites(root: string, site: string, image: string, version: string): string[] {
  const { templates = [] } = readReleaseFile(root, image, version) ?? {};
  return [...new Set(templates.map((template) => template.site))].filter((other) => other !== site);
}

/**
 * Destroys the templates of releases, one release after the other, and records in its file when. What is gone already is no
 * fault, so that a run that was cut short is finished by the next one.
 *
 * @param done called after each release, with the path of its file
 * @throws StrataError 3 where another machine has a template's number, 5 where Proxmox does not let one go
 */
export async function retire(
  root: string,
  lab: Lab,
  going: readonly Retirement[],
  done: (one: Retirement, file: string) => void,
): Promise<void> {
  const target = await resolveTarget(lab, root);
  await proveTarget(target, lab, { guests: [], platform: false });
  const api = proxmoxWork(target);
  try {
    for (const one of going) {
      for (const template of one.templates) await destroy(api, one, template);
      done(one, await record(root, one));
    }
  } finally {
    api.close();
  }
}

interface Resource {
  readonly vmid: number;
  readonly name?: string;
  readonly node: string;
  readonly template?: number;
}

async function destroy(
  api: ProxmoxWork,
  { image, version }: Retirement,
  { id, name, node }: Retirement["templates"][0],
) {
  const { data } = await api.get<readonly Resource[]>("/cluster/resources?type=vm");
  const found = data.find(({ vmid }) => vmid === id);
  if (found === undefined) return;
  if (found.template !== 1 || found.name !== name || found.node !== node)
    throw new StrataError(
      exitCodes.refused,
      `number ${id} is ${found.name ?? "a machine without a name"} on ${found.node} and not the template ${name} on ${node}; mend ${releasePath(image, version)}`,
    );
  try {
    await api.task(`removal of ${name}`, "DELETE", `/nodes/${node}/qemu/${id}`, { purge: "1" });
  } catch (error) {
    if (!(error instanceof StrataError) || !/linked clone/.test(error.message)) throw error;
    throw new StrataError(
      exitCodes.stepFailed,
      `${name} (${id}) stays: a machine on ${node} is a linked clone of it; move that one's disk to a full copy (\`qm disk move\`), then run this again`,
    );
  }
}

/** The file stays as a record; only the date is new. */
async function record(root: string, { image, version }: Retirement): Promise<string> {
  const file = releasePath(image, version);
  const document = parseDocument(readFileSync(join(root, file), "utf8"));
  document.set("retired", new Date().toISOString().replace(/\.\d+/, ""));
  await writeWhole(join(root, file), document.toString({ lineWidth: 0 }));
  return file;
}
