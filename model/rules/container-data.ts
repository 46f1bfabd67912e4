import { poolOf } from "../capacity.ts";
import type { Draft, GuestDraft, Rule } from "../draft.ts";
import { type Fault, place } from "../fault.ts";
import { collisions } from "./collisions.ts";

/** Folders that belong to the system inside a container: a dataset over one of them hides it. */
const systemFolders = ["bin", "boot", "dev", "etc", "lib", "lib64", "proc", "root", "run", "sbin", "sys", "usr"];
/** Folders of the system below which there are places for data. */
const parents = ["/home", "/mnt", "/opt", "/srv", "/tmp", "/var", "/var/lib", "/var/cache", "/var/log"];

/** Data has a place of its own inside a container: not the system's, and not inside other data. */
export const dataHasAPlace: Rule = ({ guests }) =>
  guests.flatMap(({ data = [], source }) =>
    data.flatMap(({ path }): Fault[] => {
      const outer = data.find((other) => path.startsWith(`${other.path}/`));
      const fault = (trouble: string) => [{ at: source.keyAt(["data", path]), message: `${path} ${trouble}` }];
      if (outer) return fault(`lies inside ${outer.path}, which is data as well; keep one of the two`);
      if (systemFolders.includes(path.split("/")[1] ?? "")) return fault("belongs to the system in the container");
      if (parents.includes(path)) return fault("is a folder of the system; name one below it");
      return [];
    }),
  );

/** Data is on the site's pool, in a dataset that nobody else has. */
export const dataOnPool: Rule = (draft) => [
  ...draft.guests.flatMap((guest) => offPool(draft, guest)),
  ...shared(draft),
];

function offPool({ site, storages }: Draft, { name, data = [], node, source }: GuestDraft): Fault[] {
  const dataset = (site.source.value as { data?: unknown }).data;
  if (data.length === 0) return [];
  const at = { at: source.keyAt(["data"]) };
  if (dataset === undefined)
    return [
      { ...at, message: `data of ${name} has no place; say in site.yaml where data goes, such as data: tank/data` },
    ];
  if (site.value.data === undefined || !node || poolOf(storages.values(), site.value.data, node.name)) return [];
  const where = place(site.source.at(["data"]));
  return [{ ...at, message: `data goes to ${site.value.data} (${where}), a pool that ${node.name} does not have` }];
}

/** Two paths can become one name: `/a/b` and `/a-b`. */
function shared({ guests }: Draft): Fault[] {
  const claims = guests.flatMap((guest) =>
    (guest.data ?? []).map((mount) => ({ key: mount.dataset, owner: { guest, mount } })),
  );
  return collisions(claims).map(({ taker, owner }) => ({
    at: taker.guest.source.keyAt(["data", taker.mount.path]),
    message: `${taker.mount.path} would be ${taker.mount.dataset}, which is ${owner.mount.path} already; rename one of them`,
  }));
}
