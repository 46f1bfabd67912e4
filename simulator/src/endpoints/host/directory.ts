/** What there is below a node. */
import { endpoint } from "../../kernel/endpoint.ts";
import { everyone } from "../../permission/rule.ts";

const parts =
  "aplinfo apt capabilities ceph certificates config disks dns firewall hardware hosts journal lxc migrateall netstat network qemu query-oci-repo-tags query-url-metadata replication report rrd rrddata scan sdn services spiceshell startall status stopall storage subscription suspendall syslog tasks termproxy time version vncshell vzdump wakeonlan";

export const nodeDirectory = endpoint({
  method: "GET",
  path: "/nodes/{node}",
  permission: everyone,
  run: () => parts.split(" ").map((name) => ({ name })),
});
