import { type ImageReport, imageReport, type ReleaseReport } from "../../../model/image-report.ts";
import { loadLab } from "../../../model/load.ts";
import { colours } from "../../colours.ts";
import type { StrataCommand } from "../../command.ts";

/** `strata image list`: each image, its releases and channels, and who uses which. */
export default {
  async run({ root, site }) {
    const images = imageReport(root, loadLab(root, site));
    return { text: images.map(lines).join("\n\n") || "no images", facts: { site, images } };
  },
} satisfies StrataCommand;

function lines(image: ImageReport): string {
  const { name, os, arch, k3s, hardened, builders, releases, placeholders } = image;
  const head = [
    os,
    arch,
    ...(k3s === undefined ? [] : [`k3s ${k3s}`]),
    ...(hardened ? ["hardened"] : []),
    builders.join(" or "),
  ].join(" · ");
  return [
    `${colours.bold(name)}  ${colours.dim(head)}`,
    ...releases.map(line),
    ...remark(image),
    ...placeholders.map((placeholder) => `  ${colours.yellow(placeholder)}`),
  ].join("\n");
}

function line({ version, channels, places, tested, retired, guests }: ReleaseReport): string {
  const where = places.map(({ id, node }) => `${id} on ${node}`).join(", ");
  const proof = tested === undefined ? colours.yellow("not tested") : `tested ${tested}`;
  const state = retired === undefined ? proof : colours.dim(`retired ${retired}`);
  const used = guests.map(({ name, follows, behind }) => {
    const late = behind > 0 ? colours.yellow(`, behind by ${behind}`) : "";
    return `${name} (${follows === "release" ? "pinned" : `@${follows}`}${late})`;
  });
  const pointers = channels.length > 0 ? [colours.green(channels.join(", "))] : [];
  return `  ${[version, ...pointers, where, state, used.join(", ") || "nobody uses it"].join(" · ")}`;
}

function remark({ name, stale, waiting, releases: [newest] }: ImageReport): string[] {
  if (waiting !== undefined)
    return [colours.yellow(`  ${waiting} is built and no template on this site yet: strata image upload ${name}`)];
  switch (stale) {
    case "no release":
      return [colours.dim("  no release on this site yet")];
    case "yes":
      return [`  ${colours.yellow("stale")}: its recipe changed since ${newest?.version}`];
    case "not made":
      return [colours.dim(`  ${newest?.version} is not made yet: scripts/create-template ${name}`)];
    case "unknown":
      return [colours.dim(`  not recorded what ${newest?.version} was built from`)];
    case "no":
      return [];
  }
}
