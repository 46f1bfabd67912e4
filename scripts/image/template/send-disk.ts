import { rm, stat, writeFile } from "node:fs/promises";
import { exitCodes, StrataError } from "../../../model/exit.ts";
import type { Node, Storage } from "../../../model/lab.ts";
import { supervise } from "../../stack/supervise.ts";
import type { Artifact } from "../packer/artifact.ts";
import type { TemplateNode } from "./by-ssh.ts";
import { landingName } from "./hands.ts";

/** Folder of the node that takes the disk for as long as it is needed: of a storage for imports, else for any large file. */
export function landingFolder(storages: readonly Storage[], node: Node): string {
  const storage = storages.find(
    ({ content, nodes, path }) => path !== undefined && content.includes("import") && nodes.includes(node.name),
  );
  return storage ? `${storage.path}/import` : "/var/tmp";
}

/** Where a disk lies on the node while it is imported. */
export function landingPath(folder: string, artifact: Artifact): string {
  return `${folder}/${landingName(artifact)}`;
}

/**
 * Sends a disk by SFTP and has the node hash what arrived. A transfer that was cut goes on where it was; if that does not
 * make the right file, it is sent once more from the beginning.
 *
 * @param batch file for sftp's commands, on this machine
 * @throws StrataError 5 where the way is cut, the node is full, or what arrives is not what was sent
 */
export async function sendDisk(node: TemplateNode, artifact: Artifact, path: string, batch: string): Promise<void> {
  const { size } = await stat(artifact.file);
  const there = Number(await node.ask(["stat", "-c", "%s", path]));
  if (!(there >= size)) await transfer(node, artifact, path, batch, there > 0 ? "reput" : "put");
  if (await isWhole(node, artifact, path)) return;
  await transfer(node, artifact, path, batch, "put");
  if (await isWhole(node, artifact, path)) return;
  await node.run(["rm", "-f", path]);
  throw new StrataError(
    exitCodes.stepFailed,
    `${node.name}: what arrived of ${artifact.manifest.file} has another digest, twice; check memory and disk of ${node.name}, then run this again`,
  );
}

async function isWhole(node: TemplateNode, { manifest: { digest } }: Artifact, path: string): Promise<boolean> {
  const sum = await node.run(["sha256sum", path]);
  return `sha256:${sum.split(" ")[0]}` === digest;
}

async function transfer(
  node: TemplateNode,
  { file, manifest }: Artifact,
  path: string,
  batch: string,
  command: "put" | "reput",
): Promise<void> {
  const { options, port, at } = node.way;
  await writeFile(batch, `${command} ${quoted(file)} ${quoted(path)}\n`);
  const ended = await supervise({
    command: "sftp",
    arguments: [...options, "-b", batch, "-P", port, at],
    folder: "/",
    environment: {},
  }).finally(() => rm(batch, { force: true }));
  if (ended.interrupted)
    throw new StrataError(
      exitCodes.stepFailed,
      `the upload of ${manifest.file} was stopped; run this again, it goes on where it was`,
    );
  if (ended.code === 0) return;
  const said = ended.stderr.trim().split("\n").at(-1) || `sftp ended with ${ended.code}`;
  throw new StrataError(
    exitCodes.stepFailed,
    `the upload of ${manifest.file} to ${node.name}:${path} failed: ${said}; see that it has room and answers, then run this again: it goes on where it was`,
  );
}

/** A path as sftp's own commands read it. */
function quoted(path: string): string {
  return `"${path.replace(/(["\\])/g, "\\$1")}"`;
}
