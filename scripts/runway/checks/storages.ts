import { roughSize } from "../../../model/bytes.ts";
import { downloadedBase, landingStorage } from "../../../model/downloaded-image.ts";
import { exitCodes } from "../../../model/exit.ts";
import type { Guest, Lab } from "../../../model/lab.ts";
import { type Check, fail, pass } from "../../target/check.ts";
import { type Runway, toBeCreated } from "../context.ts";

/** A storage as a node sees it, in `GET /nodes/{node}/storage`. */
interface StorageStatus {
  readonly storage: string;
  readonly content: string;
  readonly active?: 0 | 1;
  readonly avail?: number;
}

/** Each storage that guests and images use is there, takes what they put on it, and has room for those to be created. */
export const storages: Check<Runway> = {
  name: "storages",
  after: ["privileges"],
  async run(runway) {
    const [guests, coming] = [usesOf(runway.lab().guests), usesOf(await toBeCreated(runway))];
    const uses = [...guests, ...usesOfImages(runway.lab())];
    for (const { node, storage, content } of uses) {
      const status = (await runway.ask<StorageStatus[]>(node, "/storage")).find((one) => one.storage === storage);
      const where = `storage ${storage} on ${node}`;
      if (!status)
        return fail(exitCodes.unreachable, `${where} is not there; make it, or mend personas/${runway.site}/site.yaml`);
      if (status.active !== 1)
        return fail(exitCodes.unreachable, `${where} is not active; see that its disk or pool is up`);
      if (!status.content.split(",").includes(content))
        return fail(
          exitCodes.refused,
          `${where} takes ${status.content}, but not ${content}; allow it with \`pvesm set ${storage} --content ${status.content},${content}\``,
        );
      const needed = coming
        .filter((use) => use.node === node && use.storage === storage)
        .reduce((sum, { bytes }) => sum + bytes, 0);
      if (needed > (status.avail ?? 0))
        return fail(
          exitCodes.refused,
          `${where} has ${roughSize(status.avail ?? 0)} free, the guests to be created need ${roughSize(needed)}; free some`,
        );
    }
    return pass([...new Set(uses.map(({ node, storage }) => `${storage} on ${node}`))].join(", ") || "none is used");
  },
};

/** What templates put where that Proxmox itself fetches: the disk as it comes, and the template's own. */
function usesOfImages({ images, storages }: Lab) {
  return images.flatMap((image) =>
    (downloadedBase(image) ? image.releases : []).flatMap(({ retired, template: { node, storage } }) => {
      const landing = landingStorage(storages, node)?.name;
      if (retired !== undefined || landing === undefined) return [];
      return [
        { node, storage: landing, content: "import", bytes: 0 },
        { node, storage, content: "images", bytes: 0 },
      ];
    }),
  );
}

/** What each guest puts where: its disk, and user data and OS templates, which are too small to count. */
function usesOf(guests: readonly Guest[]) {
  return guests.flatMap((guest) => {
    const use = (storage: string, content: string, bytes: number) => ({
      node: guest.node.name,
      ...{ storage, content, bytes },
    });
    if (guest.kind === "lxc")
      return [use(guest.storage.name, "rootdir", guest.disk), use(guest.os.storage, "vztmpl", 0)];
    const { userData, storage, disk } = guest;
    return [use(storage.name, "images", disk), ...(userData ? [use(userData.storage.name, "snippets", 0)] : [])];
  });
}
