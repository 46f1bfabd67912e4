/** Guests that are to be kept running, and where: /etc/pve/ha/resources.cfg and rules.cfg. Source: PVE::HA::Config. */
import type { Cluster } from "../cluster.ts";
import { type Guest, guests } from "../guests/guest.ts";
import { refusal } from "../kernel/error.ts";
import { registerFormat, splitList } from "../schema/formats.ts";
import { type Section, sectionFile } from "../sections/section-file.ts";

export const haResources = sectionFile("ha/resources.cfg");
export const haRules = sectionFile("ha/rules.cfg");

registerFormat("pve-ha-resource-or-vm-id", (text) =>
  /^((vm|ct):)?\d+$/.test(text) ? undefined : `unable to parse ha resource id '${text}'`,
);
registerFormat("pve-ha-resource-id", (text) =>
  /^(vm|ct):\d+$/.test(text) ? undefined : `value does not look like a valid ha resource id`,
);
registerFormat("pve-ha-node", (text) =>
  /^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(:\d+)?$/.test(text) ? undefined : `value does not look like a valid ha node`,
);

export interface ResourceId {
  /** `vm:100` */
  readonly sid: string;
  readonly type: "vm" | "ct";
  readonly vmid: number;
}

/** @throws 500 for a number that no guest has */
export function resourceId(cluster: Cluster, text: string): ResourceId {
  const [, type, number = text] = /^(vm|ct):(\d+)$/.exec(text) ?? [];
  const vmid = Number(number);
  const guest = cluster.state.table(guests).get(vmid);
  const found = type ?? (guest?.kind === "lxc" ? "ct" : "vm");
  return { sid: `${found}:${vmid}`, type: found as ResourceId["type"], vmid };
}

/** @throws 500 when there is no such guest of that kind */
export function guestBehind(cluster: Cluster, { sid, type, vmid }: ResourceId): Guest {
  const guest = cluster.state.table(guests).get(vmid);
  if (guest?.kind !== (type === "vm" ? "qemu" : "lxc")) {
    throw refusal(
      `unable to find ${type === "vm" ? "VM" : "CT"} '${vmid}' on any node: resource '${sid}' does not exist`,
    );
  }
  return guest;
}

/** @throws 500 `no such resource 'vm:100'` */
export function resourceNamed(cluster: Cluster, sid: string): Section {
  const found = cluster.state.table(haResources).get(sid);
  if (!found) throw refusal(`no such resource '${sid}'`);
  return found;
}

/** A rule's resources are all managed, and its nodes all there. @throws 500 */
export function demandRule(cluster: Cluster, resources: unknown, nodeNames: ReadonlySet<string>, nodes: unknown): void {
  for (const sid of splitList(String(resources ?? ""))) {
    if (!cluster.state.table(haResources).has(sid)) throw refusal(`cannot use unmanaged resource(s) ${sid}.`);
  }
  for (const entry of splitList(String(nodes ?? ""))) {
    const name = entry.replace(/:\d+$/, "");
    if (!nodeNames.has(name)) throw refusal(`cannot use non-existent node(s) ${name}.`);
  }
}

/** Takes a guest out of everything that concerns high availability. */
export function forgetResource(cluster: Cluster, vmid: number): void {
  for (const sid of [`vm:${vmid}`, `ct:${vmid}`]) {
    if (!cluster.state.table(haResources).has(sid)) continue;
    cluster.state.table(haResources).remove(sid);
    for (const rule of [...cluster.state.table(haRules).all()]) {
      const left = splitList(String(rule.settings.resources)).filter((one) => one !== sid);
      const settings = { ...rule.settings, resources: left.join(",") };
      if (left.length === 0) cluster.state.table(haRules).remove(rule.id);
      else cluster.state.table(haRules).put(rule.id, { ...rule, settings });
    }
  }
}
