/** Where a node has its packages from: the files below /etc/apt/sources.list.d. */
import { createHash } from "node:crypto";
import type { Cluster } from "../cluster.ts";
import { refusal } from "../kernel/error.ts";
import { modified } from "../sections/section-file.ts";
import { slice } from "../store/slice.ts";
import { installedFiles, repositoryOf, type StandardRepository, standardRepositories } from "./standard.ts";

export interface Repository {
  readonly types: readonly string[];
  readonly uris: readonly string[];
  readonly suites: readonly string[];
  readonly components: readonly string[];
  readonly signedBy: string;
  readonly enabled: boolean;
}

export interface RepositoryFile {
  readonly path: string;
  readonly repositories: readonly Repository[];
}

interface NodeRepositories {
  readonly node: string;
  readonly files: readonly RepositoryFile[];
}

const nodeRepositories = slice<NodeRepositories>("apt");

/** Files in the order of their names; until they are changed, those of the installer. */
export const filesOf = (cluster: Cluster, node: string): readonly RepositoryFile[] =>
  cluster.state.table(nodeRepositories).get(node)?.files ?? installedFiles();

function keep(cluster: Cluster, node: string, files: readonly RepositoryFile[]): void {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  cluster.state.table(nodeRepositories).put(node, { node, files: sorted });
}

const hash = (value: unknown) => createHash("sha256").update(JSON.stringify(value));

/** Digest of all files together. */
export const digestOf = (files: readonly RepositoryFile[]): string => hash(files).digest("hex");

function demandUnchanged(files: readonly RepositoryFile[], digest: string | undefined): void {
  if (digest !== undefined && digest !== digestOf(files)) throw modified();
}

/** Where a standard repository is configured, if it is. */
export function placeOf(
  files: readonly RepositoryFile[],
  { component, folder }: StandardRepository,
): { readonly path: string; readonly index: number; readonly enabled: boolean } | undefined {
  for (const { path, repositories } of files) {
    const index = repositories.findIndex(
      ({ components, uris }) => components.includes(component) && uris.some((uri) => uri.endsWith(`/${folder}`)),
    );
    if (index >= 0) return { path, index, enabled: repositories[index]?.enabled ?? false };
  }
  return undefined;
}

/** Writes a standard repository to its file, or turns it on where it stands. @throws 500 for a handle that is none */
export function addStandard(cluster: Cluster, node: string, handle: string, digest: string | undefined): void {
  const files = filesOf(cluster, node);
  demandUnchanged(files, digest);
  const standard = standardRepositories.find((one) => one.handle === handle);
  if (!standard) throw refusal(`unknown repository handle '${handle}'`);
  const place = placeOf(files, standard);
  if (place) {
    turn(cluster, node, { ...place, enabled: true });
    return;
  }
  const file = files.find(({ path }) => path === standard.path) ?? { path: standard.path, repositories: [] };
  const longer = { ...file, repositories: [...file.repositories, repositoryOf(standard)] };
  keep(cluster, node, [...files.filter(({ path }) => path !== standard.path), longer]);
}

export interface Turn {
  readonly path: string;
  /** Place in the file, from 0. */
  readonly index: number;
  readonly enabled: boolean | undefined;
  readonly digest?: string | undefined;
}

/** Turns a repository on or off. @throws 500 for a place where none is */
export function turn(cluster: Cluster, node: string, { path, index, enabled, digest }: Turn): void {
  const files = filesOf(cluster, node);
  demandUnchanged(files, digest);
  const file = files.find((one) => one.path === path);
  if (!file) throw refusal(`invalid path - ${path}`);
  const repository = file.repositories[index];
  if (!repository) throw refusal(`invalid index - ${index}`);
  const repositories = file.repositories.with(index, { ...repository, enabled: enabled ?? repository.enabled });
  keep(cluster, node, [...files.filter((one) => one !== file), { ...file, repositories }]);
}

/** Files, and what Proxmox knows about them, as the API tells it. */
export function shownRepositories(cluster: Cluster, node: string) {
  const files = filesOf(cluster, node);
  return {
    files: files.map((file) => ({
      path: file.path,
      "file-type": "sources",
      digest: [...hash(file).digest()],
      repositories: file.repositories.map(shown),
    })),
    errors: [],
    digest: digestOf(files),
    infos: files.flatMap(({ path, repositories }) =>
      repositories.map(({ uris }, index) => ({
        path,
        index: String(index),
        property: "Origin",
        kind: "origin",
        message: uris.some((uri) => uri.includes("//proxmox.")) ? "Proxmox" : "Debian",
      })),
    ),
    "standard-repos": standardRepositories.map((standard) => {
      const place = placeOf(files, standard);
      const { handle, name, description } = standard;
      return { handle, name, description, status: place ? Number(place.enabled) : null };
    }),
  };
}

const shown = ({ types, uris, suites, components, signedBy, enabled }: Repository) => ({
  Types: types,
  URIs: uris,
  Suites: suites,
  Components: components,
  Options: [{ Key: "Signed-By", Values: [signedBy] }],
  Comment: "",
  FileType: "sources",
  Enabled: Number(enabled),
});
