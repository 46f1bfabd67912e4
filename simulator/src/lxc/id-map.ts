/** Which users of the node those inside a container are. Source: parse_id_maps of PVE::LXC; user_namespaces(7). */
import type { Config } from "../guests/guest.ts";
import type { FolderMount, MountedFile } from "../ssh/files/mounted-files.ts";
import { rawOptions } from "./config-file.ts";

/** A row of ids that are others outside. */
export interface IdRange {
  readonly of: "users" | "groups";
  /** First id inside and outside. */
  readonly inside: number;
  readonly outside: number;
  readonly count: number;
}

/** All ids there are; the last one is nobody's. */
const everybody = 4_294_967_295;
/** What a node's root may give away: /etc/subuid. */
const subordinate = { outside: 100_000, count: 65_536 };

/** The map that a configuration asks for; it takes effect when the container starts. */
export function idMapOf(config: Config): readonly IdRange[] {
  const own = rawOptions(config).flatMap(([name, value]) => {
    const [, kind, ...numbers] = /^([ug])\s+(\d+)\s+(\d+)\s+(\d+)$/.exec(value) ?? [];
    if ((name !== "lxc.idmap" && name !== "lxc.id_map") || kind === undefined) return [];
    const [inside = 0, outside = 0, count = 0] = numbers.map(Number);
    return [{ of: kind === "u" ? "users" : "groups", inside, outside, count } as const];
  });
  if (own.length > 0) return own;
  const ids = Number(config.unprivileged ?? 0) === 1 ? subordinate : { outside: 0, count: everybody };
  return [
    { of: "users", inside: 0, ...ids },
    { of: "groups", inside: 0, ...ids },
  ];
}

/** /proc/self as a process inside a container finds it, as far as it tells of ids. */
export function ownProcess(map: readonly IdRange[]): FolderMount {
  const texts = new Map([
    ["uid_map", mapText(map, "users")],
    ["gid_map", mapText(map, "groups")],
  ]);
  const shown = (name: string): MountedFile => ({ name, size: 0, modified: new Date(0), mode: 0o644 });
  const refuse = async (name: string) => {
    throw Object.assign(new Error(`${name}: EPERM`), { code: "EPERM" });
  };
  return {
    list: () => [...texts.keys()].map(shown),
    stat: (name) => (texts.has(name) ? shown(name) : undefined),
    read: async (name) => Buffer.from(texts.get(name) ?? ""),
    write: refuse,
    remove: refuse,
    chmod: refuse,
  };
}

/** As the kernel prints it: inside, outside, count. */
function mapText(map: readonly IdRange[], of: IdRange["of"]): string {
  return map
    .filter((range) => range.of === of)
    .map(({ inside, outside, count }) => [inside, outside, count].map((id) => String(id).padStart(10)).join(" "))
    .map((line) => `${line}\n`)
    .join("");
}
