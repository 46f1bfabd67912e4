/** What there is below /cluster. */
import { endpoint } from "../../kernel/endpoint.ts";
import { everyone } from "../../permission/rule.ts";

const parts =
  "acme backup backup-info bulk-action ceph config firewall ha jobs log mapping metrics notifications nextid options qemu replication resources status tasks sdn";

export const clusterDirectory = endpoint({
  method: "GET",
  path: "/cluster",
  permission: everyone,
  run: () => parts.split(" ").map((name) => ({ name })),
});
