import { didYouMeanOrThereIs } from "../did-you-mean.ts";
import type { Draft, Rule } from "../draft.ts";
import type { Fault } from "../fault.ts";

/** An OS template is kept on a storage that takes such. */
export const osTemplatesHaveAPlace: Rule = (draft) =>
  [...draft.osTemplates.values()].flatMap(({ name, storage }): Fault[] => {
    const trouble = noPlace(draft, storage);
    return trouble ? [draft.site.source.fault(["templates", name, "storage"], `storage ${trouble}`)] : [];
  });

function noPlace({ storages, site, name: siteName }: Draft, name: string): string | undefined {
  const storage = storages.get(name);
  const written = Object.keys((site.source.value as { storages?: object }).storages ?? {});
  if (!storage)
    return written.includes(name)
      ? undefined
      : `"${name}" does not exist in site ${siteName}${didYouMeanOrThereIs(name, written)}`;
  if (storage.content.includes("vztmpl")) return undefined;
  return `${name} holds ${storage.content.join(", ")}, but no OS templates; its content must name vztmpl`;
}
