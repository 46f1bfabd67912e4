import type { Guest, Lab } from "./lab.ts";
import { guestNeeds } from "./privileges/guests.ts";
import { imageNeeds } from "./privileges/images.ts";
import type { Need } from "./privileges/need.ts";
import { platformNeeds } from "./privileges/platform.ts";
import { imagesStack, platformStack } from "./stack-names.ts";

/** What is about to be touched, and therefore counts. */
export interface Touched {
  readonly guests: readonly Guest[];
  /** What all guests stand on: storages, pools, OS templates, backup jobs, settings of the nodes. */
  readonly platform: boolean;
  /** Templates of what Proxmox itself fetches. Default: not touched. */
  readonly images?: boolean;
}

/** Everything of a lab. */
export function allOf({ guests }: Lab): Touched {
  return { guests, platform: true, images: true };
}

/** What some stacks of a lab touch: the platform, the images, or their guests. */
export function touchedBy({ guests }: Lab, stacks: readonly string[]): Touched {
  return {
    guests: guests.filter(({ name }) => stacks.includes(name)),
    platform: stacks.includes(platformStack),
    images: stacks.includes(imagesStack),
  };
}

/**
 * What stacks ask of the token, each need once. From Proxmox's own checks: the permissions of its API description, and
 * what its code checks beside them (`check_vm_modify_config_perm`, `check_ct_modify_config_perm`, `check_vnet_access`,
 * `check_volume_access`).
 *
 * @param major major version of Proxmox VE at the target
 */
export function neededPrivileges(lab: Lab, touched: Touched, major: number): Need[] {
  const everywhere = { privilege: "Sys.Audit", path: "/", reason: "know which cluster this is" };
  const needs = [
    everywhere,
    ...touched.guests.flatMap((guest) => guestNeeds(guest, major)),
    ...(touched.platform ? platformNeeds(lab) : []),
    ...(touched.images ? imageNeeds(lab) : []),
  ];
  const each = new Map<string, Need>();
  for (const need of needs) if (!each.has(keyOf(need))) each.set(keyOf(need), need);
  const asked: GrantedOn = (path) =>
    new Set([...each.values()].flatMap((need) => (need.path === path ? [need.privilege] : [])));
  return [...each.values()].filter((need) => !hasInstead(need, asked));
}

/** The role of a lab's token, to be granted on `/`: what its stacks ask for, and nothing else. Sorted. */
export function rolePrivileges(lab: Lab): string[] {
  const needs = neededPrivileges(lab, allOf(lab), 9);
  const everything = new Set(needs.map(({ privilege }) => privilege));
  const granted: GrantedOn = () => everything;
  return [...everything].filter((privilege) => !hasInstead({ privilege, path: "/" }, granted)).sort();
}

function keyOf({ path, privilege }: Pick<Need, "path" | "privilege">): string {
  return `${path} ${privilege}`;
}

/** What is granted on a path. */
export type GrantedOn = (path: string) => ReadonlySet<string>;

/** Whether what is granted is enough for a need: by the privilege itself, or by what Proxmox takes in its place. */
export function isGranted({ privilege, path }: Pick<Need, "path" | "privilege">, on: GrantedOn): boolean {
  return on(path).has(privilege) || hasInstead({ privilege, path }, on);
}

/**
 * Who may write to a storage may list it (GET …/content), and who may do all to it may look at a disk on it
 * (`check_volume_access`); the provider does both. Who may look at and change all of the system may have a node fetch
 * something as well (POST …/download-url).
 */
function hasInstead({ privilege, path }: Pick<Need, "path" | "privilege">, on: GrantedOn): boolean {
  if (privilege === "Datastore.Audit")
    return ["Datastore.AllocateSpace", "Datastore.Allocate"].every((wide) => on(path).has(wide));
  return privilege === "Sys.AccessNetwork" && on("/").has("Sys.Audit") && on("/").has("Sys.Modify");
}
