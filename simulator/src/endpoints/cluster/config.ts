/** What binds nodes together: Corosync's configuration, and making a cluster of a node that has none. Source: PVE::API2::ClusterConfig. */
import { createHash } from "node:crypto";
import { nodeFingerprint } from "../../certificates/certificate.ts";
import { type Cluster, datacenter, factsOf } from "../../cluster.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { PveError, refusal } from "../../kernel/error.ts";
import { localNode, type Node, nodes } from "../../nodes/node.ts";
import { must, privileged, rootOnly } from "../../permission/rule.ts";
import { node } from "../../schema/common.ts";
import { formatted, indexed, integer, keyed, optional } from "../../schema/schema.ts";
import { say, takes } from "../../tasks/work.ts";

const mayLook = must(privileged("/", "Sys.Audit"));

/** Version of the protocol by which nodes join. */
const joinVersion = 1;

/** Corosync's file holds texts alone. */
const totemOf = (name: string, members: number) => ({
  version: "2",
  secauth: "on",
  cluster_name: name,
  config_version: String(members),
  ip_version: "ipv4-6",
  link_mode: "passive",
  interface: { 0: { linknumber: "0" } },
});

const memberOf = ({ name, nodeid, address }: Node) => ({
  name,
  nodeid: String(nodeid),
  quorum_votes: "1",
  ring0_addr: address,
});

/** Empty where no cluster was made. */
function membersOf(cluster: Cluster): Node[] {
  return factsOf(cluster).name === "" ? [] : [...cluster.state.table(nodes).all()];
}

export const clusterConfig = endpoint({
  method: "GET",
  path: "/cluster/config",
  permission: mayLook,
  run: () => ["nodes", "totem", "join", "qdevice", "apiversion"].map((name) => ({ name })),
});

export const clusterMembers = endpoint({
  method: "GET",
  path: "/cluster/config/nodes",
  permission: mayLook,
  run: ({ cluster }) => membersOf(cluster).map((member) => ({ node: member.name, ...memberOf(member) })),
});

export const totem = endpoint({
  method: "GET",
  path: "/cluster/config/totem",
  permission: mayLook,
  run({ cluster }) {
    const members = membersOf(cluster);
    return members.length === 0 ? null : totemOf(factsOf(cluster).name, members.length);
  },
});

/** No device gives a vote from outside. */
export const voteDevice = endpoint({
  method: "GET",
  path: "/cluster/config/qdevice",
  permission: mayLook,
  run: () => ({}),
});

export const joiningVersion = endpoint({
  method: "GET",
  path: "/cluster/config/apiversion",
  permission: mayLook,
  run: () => joinVersion,
});

export const joiningFacts = endpoint({
  method: "GET",
  path: "/cluster/config/join",
  permission: mayLook,
  parameters: { node: optional(node()) },
  run({ cluster, parameters }) {
    const members = membersOf(cluster);
    if (members.length === 0) throw new PveError(424, "node is not in a cluster, no join info available!");
    const preferred = parameters.node ?? localNode(cluster)?.name ?? "";
    if (!members.some(({ name }) => name === preferred)) throw refusal(`unknown node '${preferred}'`);
    const totem = totemOf(factsOf(cluster).name, members.length);
    const nodelist = members.map((member) => ({
      ...memberOf(member),
      pve_addr: member.address,
      pve_fp: nodeFingerprint(cluster, member.name),
    }));
    const config_digest = createHash("sha1")
      .update(JSON.stringify([totem, members.map(memberOf)]))
      .digest("hex");
    return { nodelist, preferred_node: preferred, totem, config_digest };
  },
});

const link = {
  address: { ...formatted("address"), defaultKey: true as const },
  priority: optional(integer({ minimum: 0, maximum: 255 }), 0),
};

export const makeCluster = endpoint({
  method: "POST",
  path: "/cluster/config",
  permission: rootOnly,
  parameters: {
    clustername: formatted("pve-node", { maxLength: 15 }),
    nodeid: optional(integer({ minimum: 1 })),
    votes: optional(integer({ minimum: 1 })),
    "token-coefficient": optional(integer({ minimum: 0 }), 125),
    "link[n]": indexed(8, keyed(link)),
  },
  without: "links, votes and node ids of one's own: the node's address, one and one",
  task: "clustercreate",
  taskId: ({ clustername }) => clustername,
  *run({ cluster, parameters }) {
    if (factsOf(cluster).name !== "") throw refusal("cluster config '/etc/pve/corosync.conf' already exists");
    yield* say("Corosync Cluster Engine Authentication key generator.");
    yield* say("Gathering 2048 bits for key from /dev/urandom.");
    yield* say("Writing corosync key to /etc/corosync/authkey.");
    yield* say("Writing corosync config to /etc/pve/corosync.conf");
    yield* say("Restart corosync and cluster filesystem");
    yield* takes(3);
    cluster.state.table(datacenter).put("facts", { ...factsOf(cluster), name: parameters.clustername });
  },
});
