/** Fabrics. Their methods take parameters that they do not name, as Proxmox's do. */
import type { Cluster } from "../../cluster.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { printNetwork, readNetwork } from "../../network/ip.ts";
import { anyOf, everyone, must, privileged } from "../../permission/rule.ts";
import { digest } from "../../schema/common.ts";
import { choice, formatted, list, number, optional, string } from "../../schema/schema.ts";
import { configured, runningSections, sectionNamed, staged } from "../../sdn/config.ts";
import { demandArea, demandValid, demandVersions } from "../../sdn/fabric-rules.ts";
import {
  demandProtocol,
  demandUnchanged,
  demandUnreferenced,
  type Fabric,
  fabricDigest,
  fabricNamed,
  fabricNodesIn,
  fabricSection,
  fabricsIn,
  type Protocol,
  protocols,
} from "../../sdn/fabrics.ts";
import { changing, lockToken } from "../../sdn/lock.ts";
import { type Section, type Settings, settingsOf } from "../../sections/section-file.ts";
import { demandChoices } from "./dependent.ts";
import { chosen, type View, view } from "./view.ts";

const id = formatted("pve-sdn-fabric-id");
const allocates = must(privileged("/sdn/fabrics/{id}", "SDN.Allocate"));
const interval = () => optional(number({ minimum: 1, maximum: 600 }));
const options = {
  area: optional(string()),
  csnp_interval: interval(),
  digest: digest(),
  hello_interval: interval(),
  id,
  ip6_prefix: optional(formatted("CIDR")),
  ip_prefix: optional(formatted("CIDR")),
  "lock-token": lockToken(),
  protocol: choice(...protocols),
};

/** Settings of each protocol; those of the other are let fall. */
const own: Readonly<Record<Protocol, readonly string[]>> = {
  openfabric: ["ip_prefix", "ip6_prefix", "hello_interval", "csnp_interval"],
  ospf: ["ip_prefix", "ip6_prefix", "area"],
};
const removable = { openfabric: ["hello_interval", "csnp_interval"], ospf: ["area"] } as const;

const ownSettings = (protocol: Protocol, given: Readonly<Record<string, unknown>>): Settings =>
  settingsOf(Object.fromEntries(Object.entries(given).filter(([name]) => own[protocol].includes(name))));

const byId = (fabrics: readonly Fabric[]) => Object.fromEntries(fabrics.map((fabric) => [fabric.id, fabric]));

/** Fabrics by name, as the view wants them. */
export const fabricsSeen = (cluster: Cluster, wanted: View) =>
  Object.entries(
    chosen(
      () => byId(fabricsIn(runningSections(cluster, "fabrics"))),
      () => byId(fabricsIn(configured(cluster, "fabrics"))),
      wanted,
    ),
  );

/** Keeps a section, if all fabrics are well with it. */
export function keepFabric(cluster: Cluster, section: Section): void {
  cluster.state.table(staged.fabrics).put(section.id, section);
  demandValid(configured(cluster, "fabrics"));
}

export const listFabrics = endpoint({
  method: "GET",
  path: "/cluster/sdn/fabrics/fabric",
  permission: everyone,
  parameters: view,
  additional: true,
  run({ cluster, caller, parameters }) {
    const digest = parameters.pending ? { digest: fabricDigest(cluster) } : {};
    return fabricsSeen(cluster, parameters)
      .filter(([name]) => caller.can(`/sdn/fabrics/${name}`, ["SDN.Audit", "SDN.Allocate"], { any: true }))
      .map(([, fabric]) => ({ ...fabric, ...digest }));
  },
});

export const readFabric = endpoint({
  method: "GET",
  path: "/cluster/sdn/fabrics/fabric/{id}",
  permission: must(anyOf("/sdn/fabrics/{id}", "SDN.Audit", "SDN.Allocate")),
  parameters: { id },
  additional: true,
  run({ cluster, parameters: { id } }) {
    const [fabric] = fabricsIn([fabricNamed(cluster, id)]);
    return { ...fabric, digest: fabricDigest(cluster) };
  },
});

export const createFabric = endpoint({
  method: "POST",
  path: "/cluster/sdn/fabrics/fabric",
  permission: must(privileged("/sdn/fabrics", "SDN.Allocate")),
  parameters: options,
  additional: true,
  run({ cluster, parameters: { id, protocol, digest, "lock-token": token, ...given } }) {
    return changing(cluster, "adding fabric failed", token, () => {
      demandUnchanged(cluster, digest);
      demandWellFormed(protocol, given);
      if (sectionNamed(cluster, "fabrics", id)) throw refusal(`fabric '${id}' already exists in config`);
      keepFabric(cluster, fabricSection(id, protocol, canonical(ownSettings(protocol, given))));
      return null;
    });
  },
});

function demandWellFormed(protocol: Protocol, given: Readonly<Record<string, unknown>>): void {
  demandVersions(given);
  if (protocol !== "ospf") return;
  if (given.area === undefined) throw refusal("missing field `area`");
  demandArea(String(given.area));
}

/** The prefixes of a new fabric, without the bits behind them. */
function canonical(settings: Settings): Settings {
  const prefixes = ["ip_prefix", "ip6_prefix"].flatMap((name) => {
    const network = readNetwork(String(settings[name]));
    return network ? [[name, printNetwork(network)] as const] : [];
  });
  return { ...settings, ...Object.fromEntries(prefixes) };
}

export const updateFabric = endpoint({
  method: "PUT",
  path: "/cluster/sdn/fabrics/fabric/{id}",
  permission: allocates,
  parameters: { ...options, delete: { ...list(string()), dependent: true } },
  additional: true,
  run({ cluster, parameters: { id, protocol, digest, delete: gone, "lock-token": token, ...given } }) {
    const remove = demandChoices("delete", gone, removable[protocol]);
    return changing(cluster, "updating fabric failed", token, () => {
      demandUnchanged(cluster, digest);
      demandVersions(given);
      if (given.area !== undefined && protocol === "ospf") demandArea(given.area);
      if (remove.includes("area"))
        throw refusal("data did not match any variant of untagged enum FabricDeletableProperties");
      const before = fabricNamed(cluster, id);
      demandProtocol(before, protocol);
      const set = { ...before.settings, ...ownSettings(protocol, given) };
      const settings = Object.fromEntries(Object.entries(set).filter(([name]) => !remove.includes(name)));
      keepFabric(cluster, { ...before, settings });
      return null;
    });
  },
});

export const deleteFabric = endpoint({
  method: "DELETE",
  path: "/cluster/sdn/fabrics/fabric/{id}",
  permission: allocates,
  parameters: { id },
  additional: true,
  run({ cluster, caller, parameters }) {
    const { id } = parameters;
    const { "lock-token": token } = parameters as { "lock-token"?: string };
    return changing(cluster, "deleting fabric failed", token, () => {
      fabricNamed(cluster, id);
      const members = fabricNodesIn(configured(cluster, "fabrics"), id);
      const closed = members.find(({ node_id }) => !caller.can(`/nodes/${node_id}`, ["Sys.Modify"]));
      if (closed) throw refusal(`permission check failed: missing 'Sys.Modify' on node ${closed.node_id}`);
      demandUnreferenced(cluster, id);
      const table = cluster.state.table(staged.fabrics);
      for (const { node_id } of members) table.remove(`${id}_${node_id}`);
      table.remove(id);
      return null;
    });
  },
});
