import { downloadedBase, landingStorage } from "../downloaded-image.ts";
import type { Draft, Rule } from "../draft.ts";

/** Where Proxmox is to fetch a disk, the node of its template has a storage that takes it. */
export const downloadsLand: Rule = (draft) => {
  if (!storagesAreRight(draft)) return [];
  const storages = [...draft.storages.values()];
  return [...draft.images.values()].flatMap(({ image, releases }) =>
    image && downloadedBase(image)
      ? [...releases.values()].flatMap(({ templates, source }) =>
          templates
            .filter(({ template, retired }) => retired === undefined && draft.nodes.has(template.node))
            .filter(({ template }) => landingStorage(storages, template.node) === undefined)
            .flatMap(({ index, template }) =>
              source.fault(
                ["templates", index, "node"],
                `no storage on ${template.node} takes the disk that Proxmox fetches; add import to the content of one in personas/${draft.name}/site.yaml`,
              ),
            ),
        )
      : [],
  );
};

/** One that is wrong itself may be the one that takes it. */
function storagesAreRight({ site, storages }: Draft): boolean {
  const written = (site.source.value as { readonly storages?: object }).storages;
  return written !== undefined && Object.keys(written).length === storages.size;
}
