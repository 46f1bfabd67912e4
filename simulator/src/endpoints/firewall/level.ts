/** Where a firewall is mounted in the API: of the cluster, of a node, of a machine, of a container. */
import { clusterFirewall, type Firewall, guestFirewall, networkFirewall, nodeFirewall } from "../../firewall/files.ts";
import { type Call, type Endpoint, endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { everyone, must, type Permission, privileged, rootOnly } from "../../permission/rule.ts";
import { type Fields, formatted } from "../../schema/schema.ts";
import { sectionNamed } from "../../sdn/config.ts";
import { vnetPath } from "../../sdn/vnets.ts";

export interface Level {
  readonly path: string;
  /** Its file, and who may touch it where the schema does not tell. @throws 403 */
  readonly firewall: (call: Call, intent: "read" | "change") => Firewall;
  readonly audit: Permission;
  readonly modify: Permission;
  /** Who may see what there is below it. Default: everyone. */
  readonly lists?: Permission;
  /** What names it, where its path holds more than a node and a guest. */
  readonly parameters?: Fields;
  readonly readsLog?: Permission;
  /** Any node answers for a guest: its firewall is kept by the cluster. */
  readonly anywhere: { readonly proxied?: false };
  /** What there is below it. */
  readonly parts: string;
}

export const clusterLevel: Level = {
  path: "/cluster/firewall",
  firewall: () => clusterFirewall,
  audit: must(privileged("/", "Sys.Audit")),
  modify: must(privileged("/", "Sys.Modify")),
  anywhere: {},
  parts: "aliases rules options groups ipset macros refs",
};

export const nodeLevel: Level = {
  path: "/nodes/{node}/firewall",
  firewall: ({ parameters }) => nodeFirewall(String(parameters.node)),
  audit: must(privileged("/nodes/{node}", "Sys.Audit")),
  modify: must(privileged("/nodes/{node}", "Sys.Modify")),
  readsLog: must(privileged("/nodes/{node}", "Sys.Syslog")),
  anywhere: {},
  parts: "rules options log",
};

const guestLevel = (kind: "qemu" | "lxc"): Level => ({
  path: `/nodes/{node}/${kind}/{vmid}/firewall`,
  firewall: ({ parameters }) => guestFirewall(Number(parameters.vmid), kind === "qemu" ? "vm" : "ct"),
  audit: must(privileged("/vms/{vmid}", "VM.Audit")),
  modify: must(privileged("/vms/{vmid}", "VM.Config.Network")),
  readsLog: must(privileged("/vms/{vmid}", "VM.Console")),
  anywhere: { proxied: false },
  parts: "rules aliases ipset refs options",
});

export const guestLevels: readonly Level[] = [guestLevel("qemu"), guestLevel("lxc")];

/** Its firewall looks at what is forwarded. */
export const networkLevel: Level = {
  path: "/cluster/sdn/vnets/{vnet}/firewall",
  parameters: { vnet: formatted("pve-sdn-vnet-id") },
  firewall({ cluster, caller, parameters }, intent) {
    const vnet = sectionNamed(cluster, "vnets", String(parameters.vnet));
    if (!vnet) throw refusal("invalid vnet specified");
    caller.demand(vnetPath(vnet), intent === "read" ? ["SDN.Audit", "SDN.Allocate"] : ["SDN.Allocate"], { any: true });
    return networkFirewall(vnet.id);
  },
  audit: everyone,
  modify: everyone,
  lists: rootOnly,
  anywhere: {},
  parts: "rules options",
};

export const indexOf = ({ path, parts, anywhere, parameters = {}, lists = everyone }: Level): Endpoint =>
  endpoint({
    method: "GET",
    path,
    permission: lists,
    parameters,
    ...anywhere,
    run: () => parts.split(" ").map((name) => ({ name })),
  });
