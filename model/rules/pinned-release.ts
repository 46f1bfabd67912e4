import type { Rule } from "../draft.ts";
import { holdsData } from "./settled-first.ts";

/** A guest whose boot disk holds data names its release: a channel that moves on would replace it, data and all. */
export const pinnedRelease: Rule = ({ guests }) =>
  guests.flatMap((guest) => {
    const { follows, release, kind, source } = guest;
    if (!follows || follows === "release" || !release || !holdsData(guest)) return [];
    const why = kind === "k3s" ? "the cluster is on its boot disk" : "it is protected";
    const pin = `${release.image}@${release.version}`;
    return source.fault(["image"], `following @${follows} would replace it one day, and ${why}; write ${pin}`);
  });
