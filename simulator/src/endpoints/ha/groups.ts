/** Groups, which rules have replaced: a cluster of version 9 has none, and says so. Source: PVE::API2::HA::Groups. */
// Registers the format of a list of nodes.
import "../../ha/config.ts";
import { type Endpoint, endpoint, type Method } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { must, privileged } from "../../permission/rule.ts";
import { configId, digest } from "../../schema/common.ts";
import { boolean, choice, type Fields, formatted, optional, string } from "../../schema/schema.ts";

const auditor = must(privileged("/", "Sys.Audit"));
const manager = must(privileged("/", "Sys.Console"));
const group = configId();
const settings = {
  nofailback: optional(boolean(), false),
  restricted: optional(boolean(), false),
  comment: optional(string({ maxLength: 4096 })),
};
const nodes = () => formatted("pve-ha-node-list");

const refused = (verb: string, method: Method, path: "" | "/{group}", parameters: Fields): Endpoint =>
  endpoint({
    method,
    path: `/cluster/ha/groups${path}`,
    permission: method === "GET" ? auditor : manager,
    parameters,
    run() {
      throw refusal(`cannot ${verb}: ha groups have been migrated to rules`);
    },
  });

export const groups: readonly Endpoint[] = [
  refused("index groups", "GET", "", {}),
  refused("create group", "POST", "", { group, nodes: nodes(), type: optional(choice("group")), ...settings }),
  refused("read group", "GET", "/{group}", { group }),
  refused("update group", "PUT", "/{group}", {
    group,
    nodes: optional(nodes()),
    ...settings,
    digest: digest(),
    delete: optional(formatted("pve-configid-list", { maxLength: 4096 })),
  }),
  refused("delete group", "DELETE", "/{group}", { group }),
];
