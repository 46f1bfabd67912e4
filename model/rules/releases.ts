import { didYouMean, didYouMeanOrThereIs } from "../did-you-mean.ts";
import type { Draft, ImageDraft, ReleaseDraft, Rule } from "../draft.ts";
import { type Fault, place } from "../fault.ts";
import {
  formatPlainTemplateName,
  parseK3sTemplateName,
  parsePlainTemplateName,
  templateName,
} from "../template-name.ts";
import { collisions } from "./collisions.ts";

/** A template of a release stands on a node and a storage that exist, once a node. */
export const templatesHaveAPlace: Rule = (draft) =>
  releasesOf(draft).flatMap(({ release }) => [
    ...release.templates.flatMap(({ index, template }) => templatePlace(draft, release, index, template)),
    ...oncePerNode(release),
  ]);

function templatePlace(
  { nodes, storages, site, name }: Draft,
  { source }: ReleaseDraft,
  index: number,
  template: { readonly node: string; readonly storage: string },
): Fault[] {
  const written = site.source.value as { nodes?: object; storages?: object };
  const nodeNames = Object.keys(written.nodes ?? {});
  const storageNames = Object.keys(written.storages ?? {});
  const fault = (key: string, message: string) => [source.fault(["templates", index, key], message)];
  if (!written.nodes || !written.storages) return [];
  if (!nodeNames.includes(template.node))
    return fault(
      "node",
      `node "${template.node}" does not exist in site ${name}${didYouMean(template.node, nodeNames)}`,
    );
  if (!storageNames.includes(template.storage))
    return fault(
      "storage",
      `storage "${template.storage}" does not exist in site ${name}${didYouMean(template.storage, storageNames)}`,
    );
  const storage = storages.get(template.storage);
  if (!storage || !nodes.has(template.node)) return [];
  if (!storage.nodes.includes(template.node))
    return fault("storage", `storage ${storage.name} is not on ${template.node}, only on ${storage.nodes.join(", ")}`);
  return storage.content.includes("images")
    ? []
    : fault("storage", `storage ${storage.name} holds no disks; its content must name images`);
}

function oncePerNode({ templates, source }: ReleaseDraft): Fault[] {
  const claims = templates.map(({ index, template }) => ({ key: template.node, owner: { index, template } }));
  return collisions(claims).map(({ taker, owner }) => {
    const first = place(source.at(["templates", owner.index]));
    return source.fault(
      ["templates", taker.index, "node"],
      `${taker.template.node} has this release already (${first})`,
    );
  });
}

/** The name of a template says what is in it: with k3s in the form of 002 R1.5, else the image and the release. */
export const templateNames: Rule = (draft) =>
  releasesOf(draft).flatMap(({ image, release }) => {
    const [first] = release.templates;
    if (!first) return [];
    const fault = (message: string) => release.source.fault(["name"], `name ${first.template.name} ${message}`);
    if (first.k3s === undefined) {
      const plain = formatPlainTemplateName({ image: image.name, release: release.version });
      return first.template.name === plain || !parsePlainTemplateName(plain)
        ? []
        : fault(`must be ${plain}, after image and release`);
    }
    const told = parseK3sTemplateName(first.template.name);
    if (!told) return fault("must have the form alma{version}-k3-node-{arch}-{k3s-version}-v{release}");
    const wrong = [
      told.k3s !== first.k3s && `k3s ${told.k3s} where the file says ${first.k3s}`,
      told.release !== release.version && `release ${told.release} in a file named ${release.version}.yaml`,
      image.image && told.arch !== image.image.arch && `${told.arch} where the image is ${image.image.arch}`,
    ].filter((part) => typeof part === "string");
    return wrong.length > 0 ? fault(`tells ${wrong.join(", and ")}`) : [];
  });

/** No two images make templates of one name: a name with k3s tells what is inside, and not of which image it is. */
export const templateNamesDiffer: Rule = (draft) => {
  const made = releasesOf(draft).flatMap(({ image, release: { source, templates } }) =>
    templates
      .slice(0, 1)
      .map(({ template }) => ({ key: template.name, owner: { image, at: () => source.at(["name"]) } })),
  );
  const next = [...draft.images.values()].flatMap((owner) => {
    const { image, source } = owner;
    if (image?.k3s === undefined) return [];
    return [{ key: templateName(image, "v"), owner: { image: owner, at: () => source.at(["k3s", "version"]) } }];
  });
  return [...collisions(made), ...collisions(next)]
    .filter(({ taker, owner }) => taker.image !== owner.image)
    .map(({ taker, owner }) => ({
      at: taker.at(),
      message: `templates would be called like those of ${owner.image.name} (${place(owner.at())}); give one of the two another version of k3s or of its system`,
    }));
};

/** A channel points to a release that is there. */
export const channelsHaveReleases: Rule = ({ images }) =>
  [...images.values()].flatMap(({ channels, releases }) =>
    (["stable", "candidate"] as const).flatMap((channel): Fault[] => {
      const version = channels[channel];
      if (version === undefined || releases.has(version)) return [];
      const hint = didYouMeanOrThereIs(version, releases.keys());
      return [channels.source.fault([channel], `${channel} ${version} is no release of this image${hint}`)];
    }),
  );

function releasesOf({ images }: Draft): { image: ImageDraft; release: ReleaseDraft }[] {
  return [...images.values()].flatMap((image) => [...image.releases.values()].map((release) => ({ image, release })));
}
