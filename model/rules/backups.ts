import { didYouMeanOrThereIs } from "../did-you-mean.ts";
import type { Draft, GuestDraft, Rule } from "../draft.ts";
import { type Fault, place } from "../fault.ts";

/** What a persona writes that wants no backup, and knows it. */
export const noBackup = "none";

/** A container with data says how it is backed up; the class is one of the site's, and the node has a place for it. */
export const dataIsBackedUp: Rule = (draft) =>
  draft.guests.flatMap((guest) => unsaid(draft, guest) ?? said(draft, guest));

function unsaid({ site }: Draft, { backup, data = [], source }: GuestDraft): Fault[] | undefined {
  if (backup !== undefined) return undefined;
  if (data.length === 0) return [];
  const words = [...Object.keys(site.value.backups?.classes ?? {}), noBackup];
  const message = `has data and no backup; write backup: ${words.join(" or backup: ")}`;
  return [{ at: source.keyAt(["data"]), message }];
}

function said({ site, name, storages }: Draft, { backup = noBackup, node, source }: GuestDraft): Fault[] {
  const { backups } = site.value;
  const unread = backups === undefined && Object.hasOwn(site.source.value as object, "backups");
  if (backup === noBackup || unread) return [];
  const classes = Object.keys(backups?.classes ?? {});
  if (!classes.includes(backup)) {
    const hint = classes.length > 0 ? didYouMeanOrThereIs(backup, classes) : "; add it to backups in site.yaml";
    return [source.fault(["backup"], `backup class "${backup}" does not exist in site ${name}${hint}`)];
  }
  const places = backups?.storages ?? [];
  const known = places.flatMap((storage) => storages.get(storage) ?? []);
  if (!node || known.length < places.length || known.some(({ nodes }) => nodes.includes(node.name))) return [];
  const at = place(site.source.at(["backups", "storages"]));
  return [
    source.fault(["backup"], `backups go to ${places.join(", ")} (${at}), and ${node.name} has none of them; add one`),
  ];
}

/** Backups go to storages that take them, and from each node to one. */
export const backupsHaveAPlace: Rule = (draft) => {
  const { backups } = draft.site.value;
  if (!backups) return [];
  const unnamed = Object.hasOwn(backups.classes, noBackup)
    ? [
        {
          at: draft.site.source.keyAt(["backups", "classes", noBackup]),
          message: `${noBackup} means that there is no backup; give the class another name`,
        },
      ]
    : [];
  return [...unnamed, ...backups.storages.flatMap((_, index) => badPlace(draft, backups.storages, index))];
};

function badPlace({ site, storages, name: siteName }: Draft, names: readonly string[], index: number): Fault[] {
  const name = names[index] ?? "";
  const fault = (message: string) => [site.source.fault(["backups", "storages", index], message)];
  const storage = storages.get(name);
  if (!storage) {
    const written = Object.keys((site.source.value as { storages?: object }).storages ?? {});
    if (written.includes(name)) return [];
    return fault(`storage "${name}" does not exist in site ${siteName}${didYouMeanOrThereIs(name, storages.keys())}`);
  }
  if (!storage.content.includes("backup"))
    return fault(`storage ${name} holds ${storage.content.join(", ")}, but no backups; its content must name backup`);
  for (const earlier of names.slice(0, index)) {
    const both = storages.get(earlier)?.nodes.find((node) => storage.nodes.includes(node));
    if (both !== undefined) return fault(`${both} has ${earlier} for its backups already; leave one of the two`);
  }
  return [];
}
