/** Security groups: lists of rules under a name, for the rules of the cluster, the nodes and the guests. Source: PVE::API2::Firewall::Groups. */
import type { Cluster } from "../../cluster.ts";
import type { FirewallConfig, Named, Rule } from "../../firewall/config.ts";
import { demandSame, digestOfList, withDigest } from "../../firewall/digest.ts";
import {
  clusterFirewall,
  firewallText,
  guestFirewall,
  nodeFirewall,
  openFirewall,
  saveFirewall,
} from "../../firewall/files.ts";
import { guests } from "../../guests/guest.ts";
import { type Endpoint, endpoint } from "../../kernel/endpoint.ts";
import { invalidParameters, refusal } from "../../kernel/error.ts";
import { nodes } from "../../nodes/node.ts";
import { everyone } from "../../permission/rule.ts";
import { digest } from "../../schema/common.ts";
import { optional, string } from "../../schema/schema.ts";
import { clusterLevel } from "./level.ts";
import { groupName } from "./parameters.ts";
import { type RuleList, ruleEndpoints } from "./rules.ts";

type Groups = FirewallConfig["groups"];

const path = `${clusterLevel.path}/groups`;

const listed = (groups: Groups) =>
  Object.keys(groups)
    .sort()
    .map((group) => {
      const comment = groups[group]?.comment;
      return { group, ...(comment && { comment }) };
    });

const list = endpoint({
  method: "GET",
  path,
  permission: everyone,
  run: ({ cluster }) => withDigest(listed(openFirewall(cluster, clusterFirewall).own.groups)),
});

const create = endpoint({
  method: "POST",
  path,
  permission: clusterLevel.modify,
  parameters: {
    group: groupName(),
    comment: optional(string()),
    rename: optional(groupName()),
    digest: digest(),
  },
  run({ cluster, parameters }) {
    const { group, rename, comment, digest: seen } = parameters;
    const { own } = openFirewall(cluster, clusterFirewall);
    const { groups } = own;
    const said = comment !== undefined && { comment };
    const save = (changed: Groups) => saveFirewall(cluster, clusterFirewall, { ...own, groups: changed });
    if (rename === undefined) {
      if (groups[group]) throw invalidParameters({ group: `Security group '${group}' already exists` });
      save({ ...groups, [group]: { items: [], ...said } });
      return null;
    }
    demandSame(digestOfList(listed(groups)), seen);
    const { [rename]: old, ...others } = groups;
    if (!old) throw invalidParameters({ group: `Security group '${rename}' does not exist` });
    if (groups[group] && group !== rename) {
      throw invalidParameters({ group: `Security group '${group}' does already exist` });
    }
    save({ ...others, [group]: { ...old, ...said } });
    if (group !== rename) renameInRules(cluster, rename, group);
    return null;
  },
});

/** Rules of virtual networks keep the old name, as with Proxmox. */
function renameInRules(cluster: Cluster, from: string, to: string): void {
  const firewalls = [
    clusterFirewall,
    ...[...cluster.state.table(nodes).all()].map(({ name }) => nodeFirewall(name)),
    ...[...cluster.state.table(guests).all()]
      .filter(({ vmid }) => firewallText(cluster, vmid) !== undefined)
      .map(({ vmid, kind }) => guestFirewall(vmid, kind === "qemu" ? "vm" : "ct")),
  ];
  for (const firewall of firewalls) {
    const { own } = openFirewall(cluster, firewall);
    const names = ({ type, action }: Rule) => type === "group" && action === from;
    if (!own.rules.some(names)) continue;
    const rules = own.rules.map((rule) => (names(rule) ? { ...rule, action: to } : rule));
    saveFirewall(cluster, firewall, { ...own, rules });
  }
}

const remove = endpoint({
  method: "DELETE",
  path: `${path}/{group}`,
  permission: clusterLevel.modify,
  parameters: { group: groupName() },
  run({ cluster, parameters: { group } }) {
    const { own } = openFirewall(cluster, clusterFirewall);
    if (demandGroup(own.groups, group).items.length > 0) throw refusal(`Security group '${group}' is not empty`);
    const { [group]: _, ...groups } = own.groups;
    saveFirewall(cluster, clusterFirewall, { ...own, groups });
    return null;
  },
});

function demandGroup(groups: Groups, group: string): Named<Rule> {
  const found = groups[group];
  if (!found) throw refusal(`no such security group '${group}'`);
  return found;
}

const rules: RuleList = {
  path: `${path}/{group}`,
  parameters: { group: groupName() },
  audit: clusterLevel.audit,
  modify: clusterLevel.modify,
  anywhere: {},
  open({ cluster, parameters }) {
    const scope = openFirewall(cluster, clusterFirewall);
    const name = String(parameters.group);
    const group = demandGroup(scope.own.groups, name);
    return {
      place: "group",
      rules: group.items,
      scope,
      save: (items) =>
        saveFirewall(cluster, clusterFirewall, {
          ...scope.own,
          groups: { ...scope.own.groups, [name]: { ...group, items } },
        }),
    };
  },
};

export const groupEndpoints: readonly Endpoint[] = [list, create, remove, ...ruleEndpoints(rules)];
