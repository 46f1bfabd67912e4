import { byVersion, releasesInService } from "./behind.ts";
import { didYouMean, didYouMeanOrThereIs } from "./did-you-mean.ts";
import { exitCodes, StrataError } from "./exit.ts";
import type { Lab, Machine } from "./lab.ts";
import { holdsData } from "./rules/settled-first.ts";

/** A machine that is to be made anew from another release. */
export interface Rebuild {
  readonly guest: Machine;
  readonly from: string;
  readonly to: string;
  /** Its boot disk holds what a rebuild destroys. */
  readonly holdsData: boolean;
}

/**
 * What a rebuild of a guest means; undefined where it names that release already.
 *
 * @param to `stable`, or a release such as `v1.1.0`
 * @throws StrataError 1 for a guest or release that is not there, or a guest that follows a channel; 3 for a release that was
 * not proven
 */
export function planRebuild(lab: Lab, name: string, to: string): Rebuild | undefined {
  const guest = pinned(lab, name);
  const { image, node, release, follows } = guest;
  const version = to === "stable" ? image.channels.stable : to;
  if (version === undefined)
    throw wrong(`${image.name} has no stable release yet; \`strata promote ${image.name} --to stable\` makes it one`);
  if (follows !== "release")
    throw wrong(
      `${name} follows @${follows} of ${image.name}, there is no pin to move; \`strata promote ${image.name} --to ${follows}\` moves what it follows`,
    );
  const target = image.releases.find((other) => other.version === version && other.template.node === node.name);
  if (target === undefined) {
    const there = image.releases.filter(({ template }) => template.node === node.name).map((other) => other.version);
    throw wrong(`${image.name} has no release ${version} on ${node.name}${didYouMeanOrThereIs(version, there)}`);
  }
  if (target.retired !== undefined) {
    const rest = releasesInService(image).toSorted(byVersion).join(", ") || "none";
    throw refused(`${name}: ${version} of ${image.name} was retired; in service: ${rest}`);
  }
  if (target.tested === undefined && version !== image.channels.stable)
    throw refused(
      `${name}: ${version} of ${image.name} has not passed its boot test; \`strata image test ${image.name} ${version}\` boots a clone of it`,
    );
  if (release.version === version) return undefined;
  return { guest, from: release.version, to: version, holdsData: holdsData(guest) };
}

function pinned({ guests, site }: Lab, name: string): Machine {
  const guest = guests.find((candidate) => candidate.name === name);
  if (guest?.kind === "lxc") throw wrong(`${name} is a container and has no image; its file says from what it is made`);
  if (guest) return guest;
  const machines = guests.filter(({ kind }) => kind !== "lxc").map((machine) => machine.name);
  throw wrong(`site ${site.name} has no machine "${name}"${didYouMean(name, machines)}`);
}

function wrong(message: string): StrataError {
  return new StrataError(exitCodes.wrongInput, message);
}

function refused(message: string): StrataError {
  return new StrataError(exitCodes.refused, message);
}
