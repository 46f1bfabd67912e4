import { formatSize, GiB, MiB } from "../bytes.ts";
import type { Container } from "../container.ts";
import type { Fault } from "../fault.ts";
import type { Source, YamlPath } from "../files/yaml-source.ts";
import type { Lab } from "../lab.ts";
import type { Difference, Shown } from "../review/difference.ts";
import { type LivingGuest, moreCards, partsOf, takesRoots } from "./living.ts";
import { otherFeatures } from "./root-settings.ts";

/** A container of the files, where it is written, and as the host has it. */
export interface Compared {
  readonly lab: Lab;
  readonly guest: Container;
  readonly source: Source;
  readonly living: LivingGuest;
}

/** Which lines of the files to change so that a plan finds nothing to do: one for each thing that differs. */
export function corrections(found: readonly Difference[], compared: Compared): Fault[] {
  const faults = found.map((difference) => {
    const row = rows.find(({ path }) => path.test(difference.path));
    return row === undefined
      ? unsayable(difference, compared)
      : fault(compared, row.field, row.say(difference, compared));
  });
  return [...new Map([...faults, ...pool(compared)].map((one) => [one.message, one])).values()];
}

interface Row {
  /** The plan's path, without positions in lists. */
  readonly path: RegExp;
  readonly field: YamlPath;
  readonly say: (difference: Difference, compared: Compared) => string;
}

/** A line that takes the host's value as it is. */
function plain(path: RegExp, field: string, noun: string, written: (value: unknown) => string = String): Row {
  const say = ({ from }: Difference) => {
    const value = written(asShown(from));
    return `${noun} ${value} on the host; write ${field}: ${value}`;
  };
  return { path, field: [field], say };
}

const sizeIn = (unit: number) => (value: unknown) => formatSize(Number(value ?? 0) * unit);

const rows: readonly Row[] = [
  { path: /^cpu\.cores$/, field: ["cores"], say: cores },
  { path: /^cpu\.(limit|units)$/, field: ["cores"], say: beside },
  plain(/^memory\.dedicated$/, "memory", "memory is", sizeIn(MiB)),
  { path: /^memory\.swap$/, field: ["swap"], say: swap },
  plain(/^disk\.size$/, "disk", "the root is", sizeIn(GiB)),
  { path: /^disk\.datastore_id$/, field: ["storage"], say: storage },
  plain(/^protection$/, "protect", "protection is", yes),
  plain(/^unprivileged$/, "unprivileged", "unprivileged is", yes),
  plain(/^start_on_boot$/, "onboot", "onboot is", yes),
  { path: /^features(\.|$)/, field: ["features"], say: (_, { living }) => otherFeatures(living) },
  { path: /^tags$/, field: ["tags"], say: tags },
  { path: /^startup(\.|$)/, field: ["startup"], say: startup },
  { path: /^network_interface\.(bridge|vlan_id)$/, field: ["network"], say: network },
  { path: /^initialization\.ip_config$/, field: [], say: cardOrAddress },
  { path: /^initialization\.ip_config\.ipv4(\.address)?$/, field: ["address"], say: address },
  { path: /^initialization\.ip_config\.ipv4\.gateway$/, field: ["address"], say: gateway },
  { path: /^network_interface$/, field: [], say: cards },
];

function cores({ from }: Difference, { living }: Compared): string {
  return living.options.cores === undefined
    ? "cores are not limited on the host, which reads as 1; write cores: 1 and it stays so"
    : `cores are ${String(asShown(from))} on the host; write cores: ${String(asShown(from))}`;
}

/** The provider leaves both alone while it has cores to write, and takes one core for a block that nobody wrote. */
function beside({ path, from }: Difference, { guest }: Compared): string {
  const option = path.replace(".", "");
  const advice = `\`pct set ${guest.id} --delete ${option}\` there`;
  return `${option} is ${String(asShown(from))} on the host, and beside cores: 1 it would not stay; ${advice}`;
}

function swap({ from }: Difference): string {
  const value = Number(asShown(from) ?? 0);
  if (value === 0) return "there is no swap on the host; remove the line";
  return `swap is ${formatSize(value * MiB)} on the host; write swap: ${formatSize(value * MiB)}`;
}

function storage({ from }: Difference, { lab, guest: { id, node, storage: wanted } }: Compared): string {
  const name = String(asShown(from));
  const there = `the root is on ${name} on the host`;
  if (takesRoots(lab, node.name).some((known) => known.name === name)) return `${there}; write storage: ${name}`;
  const move = `\`pct move-volume ${id} rootfs ${wanted.name}\``;
  return `${there}, and site.yaml has no such storage on ${node.name} for containers; add it there, or move the root: ${move}`;
}

function tags({ from }: Difference, { guest }: Compared): string {
  const value = asShown(from);
  const there = Array.isArray(value) ? value.map(String) : [];
  const lower = there.map((tag) => tag.toLowerCase());
  const write = `write tags: [${lower.join(", ")}]`;
  return lower.join() === there.join()
    ? `tags are [${there.join(", ")}] on the host; ${write}`
    : `tags are [${there.join(", ")}] on the host, and a file knows lower case alone; \`pct set ${guest.id} --tags "${lower.join(";")}"\` there, then ${write}`;
}

function startup(_: Difference, { living }: Compared): string {
  const { startup: order } = living.options;
  const there = order === undefined ? "no order of starts is set" : `the order of starts is ${order}`;
  return `${there} on the host; remove startup and it stays so`;
}

function network(_: Difference, { lab, living }: Compared): string {
  const { bridge, tag } = partsOf(living.options.net0);
  const there = `the network is ${bridge}${tag === undefined ? "" : `, VLAN ${tag}`} on the host`;
  const same = lab.networks.find((one) => one.bridge === bridge && String(one.vlan ?? "") === (tag ?? ""));
  return same === undefined
    ? `${there}; add such a network to site.yaml and name it here`
    : `${there}; write network: ${same.name}`;
}

/** A whole block of addresses comes where the host has none, or goes with the card that it belongs to. */
function cardOrAddress(difference: Difference, compared: Compared): string {
  return moreCards(compared.living).length > 0 ? cards(difference, compared) : address(difference, compared);
}

function address(_: Difference, { guest, living }: Compared): string {
  const { ip } = partsOf(living.options.net0);
  const [plainAddress, prefix] = ip?.split("/") ?? [];
  const wanted = `${guest.address}/${guest.network.prefix}`;
  if (prefix === undefined)
    return `the address is ${ip ?? "not set"} on the host, and a file names one; give it ${wanted} on the host, or leave it out of this lab`;
  return Number(prefix) === guest.network.prefix
    ? `the address is ${plainAddress} on the host; write address: ${plainAddress}`
    : `the address is ${ip} on the host, and ${guest.network.name} is ${guest.network.subnet}; mend one of them`;
}

function gateway({ from }: Difference, { guest }: Compared): string {
  const there = asShown(from) || "not set";
  return `the gateway is ${String(there)} on the host, and ${guest.network.gateway ?? "none"} in ${guest.network.name}; mend one of them`;
}

function cards(_: Difference, { living }: Compared): string {
  const more = moreCards(living);
  return `${more.join(", ") || "net0"} on the host is a network card that no file can say; a plan would remove it`;
}

/** The pool is a thing of its own to the provider. */
function pool({ guest, source, living }: Compared): Fault[] {
  if (guest.pool === undefined || guest.pool === living.pool) return [];
  const advice =
    living.pool === undefined
      ? "is in no pool on the host; remove pool"
      : `is in ${living.pool} on the host; write pool: ${living.pool}`;
  return [source.fault(["pool"], `${guest.name} ${advice}`)];
}

function unsayable({ path, from, to }: Difference, { source }: Compared): Fault {
  const [there, here] = [JSON.stringify(asShown(from)), JSON.stringify(asShown(to))];
  return source.fault([], `${path} is ${there} on the host and would become ${here}; no file can say it`);
}

function fault({ source }: Compared, field: YamlPath, message: string): Fault {
  return source.fault(field, message);
}

function asShown(shown: Shown): unknown {
  return "value" in shown ? shown.value : undefined;
}

function yes(value: unknown): string {
  return String(value === true);
}
