import { didYouMeanOrThereIs } from "../did-you-mean.ts";
import type { Rule } from "../draft.ts";
import type { Fault } from "../fault.ts";

/** What a persona writes that wants no backup, and knows it. */
export const noBackup = "none";

/** A container with data says how it is backed up, by a class of the site. */
export const dataIsBackedUp: Rule = ({ guests, site, name }) =>
  guests.flatMap(({ backup, data = [], source }): Fault[] => {
    const classes = Object.keys(site.value.backups?.classes ?? {});
    const unread = site.value.backups === undefined && Object.hasOwn(site.source.value as object, "backups");
    if (backup === undefined)
      return data.length > 0
        ? [
            {
              at: source.keyAt(["data"]),
              message: `has data and no backup; write backup: ${[...classes, noBackup].join(" or backup: ")}`,
            },
          ]
        : [];
    if (backup === noBackup || classes.includes(backup) || unread) return [];
    const hint = classes.length > 0 ? didYouMeanOrThereIs(backup, classes) : "; add it to backups in site.yaml";
    return [source.fault(["backup"], `backup class "${backup}" does not exist in site ${name}${hint}`)];
  });

/** Backups go to a storage that takes them. */
export const backupsHaveAPlace: Rule = ({ site, storages, name }) => {
  const { backups } = site.value;
  if (!backups) return [];
  const fault = (message: string) => [site.source.fault(["backups", "storage"], message)];
  const storage = storages.get(backups.storage);
  const unnamed = Object.hasOwn(backups.classes, noBackup)
    ? [
        {
          at: site.source.keyAt(["backups", "classes", noBackup]),
          message: `${noBackup} means that there is no backup; give the class another name`,
        },
      ]
    : [];
  if (!storage)
    return [
      ...unnamed,
      ...fault(
        `storage "${backups.storage}" does not exist in site ${name}${didYouMeanOrThereIs(backups.storage, storages.keys())}`,
      ),
    ];
  if (storage.content.includes("backup")) return unnamed;
  return [
    ...unnamed,
    ...fault(
      `storage ${storage.name} holds ${storage.content.join(", ")}, but no backups; its content must name backup`,
    ),
  ];
};
