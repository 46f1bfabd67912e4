/** What a rule may name as its source or destination, and the macros there are. */
import type { FirewallConfig } from "../../firewall/config.ts";
import { openFirewall } from "../../firewall/files.ts";
import { macroNames } from "../../firewall/macros.ts";
import { type NetworkSets, networkSets } from "../../firewall/network-sets.ts";
import { type Endpoint, endpoint } from "../../kernel/endpoint.ts";
import { everyone } from "../../permission/rule.ts";
import { choice, optional } from "../../schema/schema.ts";
import { clusterLevel, type Level } from "./level.ts";

/** Source: collect_refs of PVE::Firewall::Helpers. */
function refsOf({ sets, aliases }: FirewallConfig, type: string | undefined, scope: string) {
  const named = Object.keys(sets).map((name) => {
    const comment = sets[name]?.comment;
    return { type: "ipset", name, ref: `+${name}`, scope, ...(comment && { comment }) };
  });
  const known = Object.entries(aliases).map(([name, { comment }]) => ({
    type: "alias",
    name,
    ref: name,
    scope,
    ...(comment && { comment }),
  }));
  return [...named, ...known].filter((reference) => type === undefined || reference.type === type);
}

const refsOfNetworks = (sets: NetworkSets) =>
  [...sets].map(([name, comment]) => ({
    type: "ipset",
    name,
    ref: `+${name}`,
    scope: "sdn",
    ...(comment && { comment }),
  }));

export const refsOfLevel = ({ path, audit, anywhere, firewall }: Level): Endpoint =>
  endpoint({
    method: "GET",
    path: `${path}/refs`,
    permission: audit,
    parameters: { type: optional(choice("alias", "ipset")) },
    ...anywhere,
    run(call) {
      const { own, cluster } = openFirewall(call.cluster, firewall(call, "read"));
      const { type } = call.parameters;
      const networks = type === "alias" ? [] : refsOfNetworks(networkSets(call.cluster, call.caller));
      return cluster
        ? [...refsOf(cluster, type, "dc"), ...networks, ...refsOf(own, type, "guest")]
        : [...networks, ...refsOf(own, type, "dc")];
    },
  });

export const macros = endpoint({
  method: "GET",
  path: `${clusterLevel.path}/macros`,
  permission: everyone,
  without: "what a macro is for, in words: its name stands there",
  run: () => macroNames.map((macro) => ({ macro, descr: macro })),
});
