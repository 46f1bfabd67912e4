import type { Lab } from "../lab.ts";
import { fullName, named } from "./names.ts";

/** The lab as a hosts file (hosts(5)): to append to /etc/hosts, or for dnsmasq's `addn-hosts`. */
export function hostsFile(lab: Lab): string {
  const lines = named(lab).map(({ name, address }) => `${address.padEnd(15)} ${fullName(lab, name)} ${name}`);
  return `${[`# Made from personas/${lab.site.name}/ by \`strata publish\`; edits here are lost.`, ...lines].join("\n")}\n`;
}
