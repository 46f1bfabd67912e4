import { existsSync } from "node:fs";
import { join } from "node:path";
import { didYouMean } from "./did-you-mean.ts";
import type { Draft, GuestDraft, Rule } from "./draft.ts";
import { exitCodes, StrataError } from "./exit.ts";
import { Faults } from "./fault.ts";
import type { Guest, KeptGuest, Lab } from "./lab.ts";
import { link } from "./link.ts";
import { foldersIn } from "./reading/folder.ts";
import { readImages } from "./reading/images.ts";
import { readPersonas } from "./reading/personas.ts";
import { readSite, toSite } from "./reading/site.ts";
import { noBackup } from "./rules/backups.ts";
import { rules } from "./rules.ts";
import type { SiteFile } from "./schemas/site.ts";
import { startupOrder } from "./startup.ts";

/**
 * Reads a site and everything it needs: `personas/<site>/` and `images/` under `root`. Nothing is written.
 *
 * @param asked rules that it is held to; all of them unless said
 * @throws Faults with every fault of every file, where there is one.
 */
export function loadLab(root: string, site: string, asked: readonly Rule[] = rules): Lab {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(site))
    throw new StrataError(
      exitCodes.wrongInput,
      `"${site}" is no name of a site; it is the name of a folder in personas/`,
    );
  if (!existsSync(join(root, "personas", site, "site.yaml")) || !foldersIn(root, "personas").includes(site))
    throw noSuchSite(root, site);
  const siteReading = readSite(root, site);
  const images = readImages(root, site);
  const personas = readPersonas(root, site);
  const unlinked = { ...siteReading, ...images, name: site, site: siteReading };
  const linked = personas.personas.map((persona) => link(unlinked, persona, root));
  const draft: Draft = { ...unlinked, guests: linked.map(({ guest }) => guest) };
  const readings = [siteReading, images, ...personas.personas, ...linked];
  const faults = [
    ...readings.flatMap((reading) => reading.faults),
    ...personas.faults,
    ...asked.flatMap((rule) => rule(draft)),
  ];
  if (faults.length > 0) throw new Faults(faults);
  return toLab(
    draft,
    readings.flatMap(({ placeholders }) => placeholders),
  );
}

/** Without faults every field was read, so what was partial is whole. */
function toLab(draft: Draft, placeholders: Lab["placeholders"]): Lab {
  return {
    site: toSite(draft.site.value as SiteFile),
    nodes: [...draft.nodes.values()],
    networks: [...draft.networks.values()],
    storages: [...draft.storages.values()],
    images: [...draft.images.values()].flatMap(({ image }) => image ?? []),
    guests: inOrder(draft.guests.filter(({ enabled }) => enabled).map(settled)),
    kept: draft.guests.filter(({ enabled }) => !enabled).map(kept),
    placeholders,
  };
}

/** What judging needed is left out; `backup: none` was said for the judges, too. */
function settled({ source: _, enabled: __, ...guest }: GuestDraft): Guest {
  const { backup, ...rest } = guest;
  return (backup === undefined || backup === noBackup ? rest : guest) as Guest;
}

function kept({ kind, name, id, address, file }: GuestDraft): KeptGuest {
  return { kind, name, id, address, file } as KeptGuest;
}

/** Each container gets its place in the order in which its node starts them. */
function inOrder(guests: readonly Guest[]): Guest[] {
  const containers = guests.filter((guest) => guest.kind === "lxc");
  const order = startupOrder(containers);
  return guests.map((guest) =>
    guest.kind === "lxc" ? { ...guest, startup: { ...guest.startup, order: order.get(guest.name) ?? 0 } } : guest,
  );
}

function noSuchSite(root: string, site: string): Faults {
  const sites = foldersIn(root, "personas");
  const hint = sites.includes(site)
    ? "; every site needs one"
    : didYouMean(site, sites) ||
      (sites.length > 0 ? `; there is ${sites.join(", ")}` : "; call this from the folder that holds personas/");
  const at = { file: `personas/${site}/site.yaml`, line: 1, column: 1 };
  return new Faults([{ at, message: `does not exist${hint}` }]);
}
