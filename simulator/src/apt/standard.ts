/** Repositories of Proxmox itself, by their handle. Source: the Administration Guide, "Package Repositories". */
import type { Repository } from "./repositories.ts";

export interface StandardRepository {
  readonly handle: string;
  readonly name: string;
  readonly description: string;
  /** File that it is written to. */
  readonly path: string;
  /** Folder below the mirror, and component there. */
  readonly folder: string;
  readonly component: string;
}

const folder = "/etc/apt/sources.list.d";
const ceph = (handle: string, name: string, component: string, description: string): StandardRepository => ({
  handle: `ceph-squid-${handle}`,
  name: `Ceph Squid ${name}`,
  description,
  path: `${folder}/ceph.sources`,
  folder: "ceph-squid",
  component,
});

const forPaying = "for every server that has a subscription";
const forTrying = "recommended for test labs and non-production use";
const forTesting = "with the latest packages, for testing them";

export const standardRepositories: readonly StandardRepository[] = [
  {
    handle: "enterprise",
    name: "Enterprise",
    description: `The default, stable repository ${forPaying}.`,
    path: `${folder}/pve-enterprise.sources`,
    folder: "pve",
    component: "pve-enterprise",
  },
  {
    handle: "no-subscription",
    name: "No-Subscription",
    description: `A repository ${forTrying}.`,
    path: `${folder}/proxmox.sources`,
    folder: "pve",
    component: "pve-no-subscription",
  },
  {
    handle: "test",
    name: "Test",
    description: `A repository ${forTesting}.`,
    path: `${folder}/proxmox.sources`,
    folder: "pve",
    component: "pve-test",
  },
  ceph("enterprise", "Enterprise", "enterprise", `The stable Ceph packages ${forPaying}.`),
  ceph("no-subscription", "No-Subscription", "no-subscription", `Ceph packages ${forTrying}.`),
  ceph("test", "Test", "test", `Ceph packages ${forTesting}.`),
];

/** A mirror of no real network. */
const mirror = "proxmox.mirror.example";
const debian = "debian.mirror.example";

export const repositoryOf = ({ folder: below, component }: StandardRepository): Repository => ({
  types: ["deb"],
  uris: [`https://${mirror}/debian/${below}`],
  suites: ["trixie"],
  components: [component],
  signedBy: "/usr/share/keyrings/proxmox-archive-keyring.gpg",
  enabled: true,
});

const debianRepository = (uri: string, suites: readonly string[]): Repository => ({
  types: ["deb"],
  uris: [`http://${debian}/${uri}`],
  suites,
  components: ["main", "contrib", "non-free-firmware"],
  signedBy: "/usr/share/keyrings/debian-archive-keyring.gpg",
  enabled: true,
});

const standard = (handle: string): Repository => {
  const found = standardRepositories.find((one) => one.handle === handle);
  if (!found) throw new Error(`no standard repository ${handle}`);
  return repositoryOf(found);
};

/** Files as the installer writes them. */
export const installedFiles = (): { readonly path: string; readonly repositories: readonly Repository[] }[] => [
  { path: `${folder}/ceph.sources`, repositories: [standard("ceph-squid-enterprise")] },
  {
    path: `${folder}/debian.sources`,
    repositories: [
      debianRepository("debian", ["trixie", "trixie-updates"]),
      debianRepository("debian-security", ["trixie-security"]),
    ],
  },
  { path: `${folder}/pve-enterprise.sources`, repositories: [standard("enterprise")] },
];
