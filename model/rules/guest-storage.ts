import { formatSize } from "../bytes.ts";
import type { Rule } from "../draft.ts";

/** A guest's storage is on its node and may hold what the guest boots from. */
export const storageServesGuest: Rule = ({ guests }) =>
  guests.flatMap(({ kind, node, storage, source }) => {
    if (!node || !storage) return [];
    if (!storage.nodes.includes(node.name))
      return source.fault(
        ["storage"],
        `storage ${storage.name} is not on ${node.name}, only on ${storage.nodes.join(", ")}`,
      );
    const [content, what] = kind === "lxc" ? (["rootdir", "containers"] as const) : (["images", "disks"] as const);
    if (storage.content.includes(content)) return [];
    return source.fault(
      ["storage"],
      `storage ${storage.name} holds ${storage.content.join(", ")}, but no ${what}; its content must name ${content}`,
    );
  });

/** A clone's disk can only grow, so it is at least as large as its template's. */
export const diskHoldsTemplate: Rule = ({ guests }) =>
  guests.flatMap(({ disk, release, source }) => {
    if (disk === undefined || !release || disk >= release.disk) return [];
    const template = `${release.image} ${release.version}`;
    return source.fault(
      ["disk"],
      `disk ${formatSize(disk)} is smaller than that of ${template}; write ${formatSize(release.disk)} or more`,
    );
  });
