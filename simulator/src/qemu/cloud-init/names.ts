/** What cloud-init is told of names: the machine's own, and who resolves others. Source: PVE::QemuServer::Cloudinit. */
import type { Cluster } from "../../cluster.ts";
import type { Guest } from "../../guests/guest.ts";
import { settingsOf } from "../../host/settings.ts";

const words = (text: string | number | undefined): string[] =>
  String(text ?? "")
    .split(/\s+/)
    .filter(Boolean);

/** The name up to its first dot, and the whole of it with the search domain. */
export function hostNames({ vmid, config }: Guest): { readonly host: string; readonly full: string } {
  const name = String(config.name ?? `VM${vmid}`);
  const [host = name] = name.split(".");
  if (name.includes(".") || !config.searchdomain) return { host, full: name };
  return { host, full: `${name}.${config.searchdomain}` };
}

/** Name servers and search domains, those of the node where the machine has none of its own. */
export function resolverOf(cluster: Cluster, { node, config }: Guest): { servers: string[]; domains: string[] } {
  const { search, dns1, dns2, dns3 } = settingsOf(cluster, node).resolver;
  return {
    servers: config.nameserver === undefined ? [dns1, dns2, dns3].flatMap(words) : words(config.nameserver),
    domains: words(config.searchdomain ?? search),
  };
}
