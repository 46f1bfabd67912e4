/** The endpoints of one kind of mapping; the three kinds differ in what they say about a node. */
import { locked } from "../../access/user-config.ts";
import type { Cluster } from "../../cluster.ts";
import { type Endpoint, endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { demandFolders, folderFault, pciFault, usbFault } from "../../mapping/check.ts";
import { type MappingKind, mapFields, mappingFiles, mappingNamed, mapsOf } from "../../mapping/mapping.ts";
import { localNode } from "../../nodes/node.ts";
import { everyone, must, privileged, some } from "../../permission/rule.ts";
import { configId, digest, node } from "../../schema/common.ts";
import { boolean, type Fields, formatted, keyed, list, optional, string } from "../../schema/schema.ts";
import {
  changedSettings,
  demandUnchanged,
  fileDigest,
  readBack,
  type Section,
  type Settings,
  settingsOf,
} from "../../sections/section-file.ts";

interface Words {
  /** What Proxmox calls it in its errors. */
  readonly what: string;
  /** Options beside the map itself. */
  readonly options: Fields;
  /** Whether a change must name the whole map again. */
  readonly mapOnUpdate: boolean;
  /** Those who may read one, in the order of Proxmox's schema. */
  readonly readers: readonly string[];
  /** Under which name the list tells what is wrong on a node. */
  readonly faults: "checks" | "errors";
}

const readers = ["Mapping.Use", "Mapping.Modify", "Mapping.Audit"];
const description = optional(string({ maxLength: 4096 }));

const words: Readonly<Record<MappingKind, Words>> = {
  pci: {
    what: "hardware mapping",
    options: { description, mdev: optional(boolean()), "live-migration-capable": optional(boolean()) },
    mapOnUpdate: false,
    readers,
    faults: "checks",
  },
  usb: {
    what: "hardware mapping",
    options: { description },
    mapOnUpdate: true,
    readers: ["Mapping.Audit", "Mapping.Use", "Mapping.Modify"],
    faults: "errors",
  },
  dir: { what: "directory mapping", options: { description }, mapOnUpdate: false, readers, faults: "checks" },
};

export function mappingEndpoints(kind: MappingKind): Endpoint[] {
  const { what, options, mapOnUpdate, readers, faults } = words[kind];
  const file = mappingFiles[kind];
  const id = configId();
  const map = list(keyed(mapFields[kind]));
  const known = new Set(["map", ...Object.keys(options)]);
  const modifyAll = must(privileged(`/mapping/${kind}`, "Mapping.Modify"));

  const listAll = endpoint({
    method: "GET",
    path: `/cluster/mapping/${kind}`,
    permission: everyone,
    parameters: { "check-node": optional(node()) },
    run({ cluster, caller, parameters }) {
      const checked = parameters["check-node"];
      const shared = fileDigest(cluster, file);
      return [...cluster.state.table(file).all()]
        .filter((section) => caller.can(`/mapping/${kind}/${section.id}`, readers, { any: true }))
        .map((section) => ({
          ...shown(section),
          id: section.id,
          digest: shared,
          ...(checked !== undefined && { [faults]: findings(cluster, kind, section, checked) }),
        }));
    },
  });

  const read = endpoint({
    method: "GET",
    path: `/cluster/mapping/${kind}/{id}`,
    permission: must(some(...readers.map((privilege) => privileged(`/mapping/${kind}/{id}`, privilege)))),
    parameters: { id },
    run({ cluster, parameters }) {
      const section = mappingNamed(cluster, kind, parameters.id);
      if (!section) throw refusal(`mapping '${parameters.id}' not found`);
      return { ...shown(section), digest: fileDigest(cluster, file) };
    },
  });

  const create = endpoint({
    method: "POST",
    path: `/cluster/mapping/${kind}`,
    permission: modifyAll,
    parameters: { id, map, ...options },
    run({ cluster, parameters: { id, ...given } }) {
      const settings = settingsOf(given);
      demandPossible(cluster, kind, settings);
      return locked(`create ${what} failed`, () => {
        if (mappingNamed(cluster, kind, id)) throw refusal(`${kind} ID '${id}' already defined`);
        cluster.state.table(file).put(id, { id, type: kind, settings: readBack(settings) });
        return null;
      });
    },
  });

  const update = endpoint({
    method: "PUT",
    path: `/cluster/mapping/${kind}/{id}`,
    permission: must(privileged(`/mapping/${kind}/{id}`, "Mapping.Modify")),
    parameters: {
      id,
      map: mapOnUpdate ? map : optional(map),
      ...options,
      delete: optional(formatted("pve-configid-list", { maxLength: 4096 })),
      digest: digest(),
    },
    run({ cluster, parameters: { id, delete: remove, digest: seen, ...given } }) {
      return locked(`update ${what} failed`, () => {
        demandUnchanged(cluster, file, seen);
        const section = mappingNamed(cluster, kind, id);
        if (!section) throw refusal(`${kind} ID '${id}' does not exist`);
        const set = settingsOf(given);
        if (set.map === undefined) throw refusal("missing value for required option 'map'");
        demandPossible(cluster, kind, set);
        const settings = changedSettings(section.settings, { set, remove, known, required: ["map"] });
        cluster.state.table(file).put(id, { ...section, settings });
        return null;
      });
    },
  });

  const remove = endpoint({
    method: "DELETE",
    path: `/cluster/mapping/${kind}/{id}`,
    permission: modifyAll,
    parameters: { id },
    run({ cluster, parameters }) {
      cluster.state.table(file).remove(parameters.id);
      return null;
    },
  });

  return [listAll, read, create, update, remove];
}

const shown = ({ type, settings }: Section) => ({ ...settings, type });

function demandPossible(cluster: Cluster, kind: MappingKind, { map }: Settings): void {
  if (kind === "dir") demandFolders(cluster, map as readonly string[], localNode(cluster)?.name ?? "");
}

/** What is wrong with a mapping on a node, as the list tells it. */
function findings(cluster: Cluster, kind: MappingKind, section: Section, wanted: string) {
  const node = wanted === "localhost" ? (localNode(cluster)?.name ?? wanted) : wanted;
  const { id, settings } = section;
  const faults =
    kind === "pci"
      ? onNode(mapsOf("pci", section), node).map((map) => pciFault(cluster, id, map, settings.mdev === 1))
      : kind === "usb"
        ? onNode(mapsOf("usb", section), node).map((map) => usbFault(cluster, id, map))
        : onNode(mapsOf("dir", section), node).map((map) => folderFault(cluster, map));
  if (faults.length === 0) return [{ severity: "warning", message: `No mapping for node ${node}.` }];
  return faults
    .filter((fault) => fault !== undefined)
    .map((fault) => ({ severity: "error", message: `Invalid configuration: ${fault}\n` }));
}

const onNode = <T extends { readonly node: string }>(maps: readonly T[], node: string): T[] =>
  maps.filter((map) => map.node === node);
