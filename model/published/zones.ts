import type { Lab } from "../lab.ts";
import { fullName, type Named, named, nameServers } from "./names.ts";

/** A zone of DNS. */
export interface Zone {
  /** Its name without the last dot, such as `home.arpa` or `88.168.192.in-addr.arpa`. */
  readonly name: string;
  /** Its master file (RFC 1035 §5) under a serial. */
  readonly text: (serial: number) => string;
}

/** Seconds: refresh, retry, expire, and how long a missing name is remembered (RFC 2308). */
const timers = "3600 600 604800 300";
const soaSerial = new RegExp(`\\bSOA\\b.* (\\d{1,10}) ${timers}$`, "gm");
const lastSerial = 2 ** 32 - 1;

/** The forward zone of the site's domain, and a reverse zone for each /24 in which something has a name. */
export function zones(lab: Lab): readonly Zone[] {
  const answering = nameServers(lab);
  const everyone = [...named(lab), ...answering.filter(({ address }) => !named(lab).some(at(address)))];
  const octets = [...new Set(everyone.map(({ address }) => address.split(".").slice(0, 3).join(".")))].sort();
  return [forward(lab, everyone, answering), ...octets.map((net) => reverse(lab, net, everyone, answering))];
}

function at(address: string): (one: Named) => boolean {
  return (one) => one.address === address;
}

function forward(lab: Lab, everyone: readonly Named[], answering: readonly Named[]): Zone {
  const records = everyone.map(({ name, address }) => record(name, "A", address));
  return zone(lab, lab.site.domain, answering, records);
}

/** A whole /24 is one zone, whatever the network's length: what is delegated at other places needs RFC 2317. */
function reverse(lab: Lab, net: string, everyone: readonly Named[], answering: readonly Named[]): Zone {
  const records = everyone
    .filter(({ address }) => address.startsWith(`${net}.`))
    .map(({ name, address }) => record(address.slice(net.length + 1), "PTR", `${fullName(lab, name)}.`));
  return zone(lab, `${net.split(".").reverse().join(".")}.in-addr.arpa`, answering, records);
}

/** Where no server of the lab answers for the zone, its copy on each machine does (RFC 6303 §3 has the like). */
function zone(lab: Lab, name: string, answering: readonly Named[], records: readonly string[]): Zone {
  const servers = answering.length > 0 ? answering.map((server) => `${fullName(lab, server.name)}.`) : ["localhost."];
  const text = (serial: number) => [
    `; Made from personas/${lab.site.name}/ by \`strata publish\`; edits here are lost.`,
    `$ORIGIN ${name}.`,
    "$TTL 300",
    record("@", "SOA", `${servers[0]} hostmaster.${lab.site.domain}. ${serial} ${timers}`),
    ...servers.map((server) => record("@", "NS", server)),
    ...records,
  ];
  return { name, text: (serial) => `${text(serial).join("\n")}\n` };
}

function record(name: string, type: "SOA" | "NS" | "A" | "PTR", value: string): string {
  return `${name.padEnd(16)} IN ${type.padEnd(3)} ${value}`;
}

/**
 * The zone's file as it shall stand: the one that stands there where it says the same, else a new one under the next
 * serial (RFC 1982). So the serial grows when a record changes, and not with a commit. Of a file that a merge left with
 * both sides in it the larger serial counts.
 *
 * @param current what stands there. Default: nothing, and the serial is 1
 */
export function zoneFile({ text }: Zone, current = ""): string {
  const last = Math.max(0, ...[...current.matchAll(soaSerial)].map(([, serial]) => Number(serial)));
  return text(last) === current ? current : text(last >= lastSerial ? 1 : last + 1);
}
