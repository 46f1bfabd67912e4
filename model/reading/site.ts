import type { Backups, Distribution, OsTemplate } from "../container.ts";
import type { Fault } from "../fault.ts";
import { readText } from "../files/read-text.ts";
import type { Source } from "../files/yaml-source.ts";
import type { Network, Node, Site, Storage } from "../lab.ts";
import { type SiteFile, site as siteSchema } from "../schemas/site.ts";
import { readDocument } from "./document.ts";

type NodeFile = SiteFile["nodes"][string];
type NetworkFile = SiteFile["networks"][string];
type StorageFile = SiteFile["storages"][string];
type OsTemplateFile = NonNullable<SiteFile["templates"]>[string];
type BackupsFile = NonNullable<SiteFile["backups"]>;

/** What `site.yaml` says, as far as it is right. */
export interface SiteReading {
  readonly source: Source;
  readonly value: Partial<SiteFile>;
  readonly nodes: ReadonlyMap<string, Node>;
  readonly networks: ReadonlyMap<string, Network>;
  readonly storages: ReadonlyMap<string, Storage>;
  readonly osTemplates: ReadonlyMap<string, OsTemplate>;
  readonly faults: readonly Fault[];
  readonly placeholders: readonly Fault[];
}

/** Reads `personas/<site>/site.yaml`. */
export function readSite(root: string, name: string): SiteReading {
  const folder = `personas/${name}`;
  const { source, value, faults, placeholders } = readDocument(root, `${folder}/site.yaml`, () => siteSchema);
  const everyNode = Object.keys(value.nodes ?? {});
  return {
    source,
    value,
    nodes: mapEntries(value.nodes, toNode),
    networks: mapEntries(value.networks, toNetwork),
    storages: mapEntries(value.storages, (storageName, file) => toStorage(storageName, file, everyNode)),
    osTemplates: mapEntries(value.templates, toOsTemplate),
    faults: [...faults, ...authority(root, folder, value.proxmox?.ca, source)],
    placeholders,
  };
}

/** The CA that a site trusts lies beside its file, as a certificate. */
function authority(root: string, folder: string, ca: string | undefined, source: Source): Fault[] {
  if (ca === undefined) return [];
  const read = readText(root, `${folder}/${ca}`);
  const path = ["proxmox", "ca"];
  if ("fault" in read) return [source.fault(path, `${folder}/${ca} ${read.fault.message}`)];
  if (read.text.includes("-----BEGIN CERTIFICATE-----")) return [];
  return [
    source.fault(path, `${folder}/${ca} is no certificate in PEM form; take /etc/pve/pve-root-ca.pem of the host`),
  ];
}

/** The site's own part of the lab; every field was read. */
export function toSite(file: SiteFile): Site {
  const { proxmox, access } = file;
  return {
    name: file.site,
    endpoint: new URL(proxmox.endpoint).origin,
    cluster: proxmox.cluster,
    version: proxmox.version,
    trust: proxmox.ca === undefined ? { fingerprint: (proxmox.fingerprint ?? "").toUpperCase() } : { ca: proxmox.ca },
    ...(proxmox.quorum && { quorum: proxmox.quorum }),
    domain: file.domain,
    apiUser: access.user,
    ssh: access.ssh,
    ...(access.root && { root: access.root }),
    login: file.login,
    keys: file.keys,
    ids: file.ids,
    ...(file.templates && { osTemplates: [...mapEntries(file.templates, toOsTemplate).values()] }),
    ...(file.data !== undefined && { dataset: file.data }),
    ...(file.pools && { pools: Object.entries(file.pools).map(([name, comment]) => ({ name, comment })) }),
    ...(file.backups && { backups: toBackups(file.backups) }),
    ...(file.timezone !== undefined && { timezone: file.timezone }),
    ...(file.notifications && { notifications: file.notifications }),
  };
}

function toOsTemplate(name: string, template: OsTemplateFile): OsTemplate {
  const [distribution] = template.file.split("-");
  const { url = `https://download.proxmox.com/images/system/${template.file}`, ...rest } = template;
  return { name, ...rest, url, distribution: distribution as Distribution };
}

function toBackups({ storages, classes }: BackupsFile): Backups {
  const kept = Object.entries(classes).map(([name, { schedule, keep, snapshots }]) => ({
    ...{ name, schedule, snapshots },
    keep: Object.fromEntries(Object.entries(keep).filter(([, count]) => count !== undefined)),
  }));
  return { storages, classes: kept };
}

function toNode(name: string, { address, cpu, memory, gpus }: NodeFile): Node {
  return {
    name,
    address,
    cores: cpu.cores,
    cpuLevel: cpu.level,
    memory: { total: memory.total, reserve: memory.reserve, arc: memory.arc ?? 0 },
    ...(gpus && { gpus: Object.entries(gpus).map(([mapping, { driver }]) => ({ mapping, driver })) }),
  };
}

function toNetwork(name: string, { bridge, vlan, subnet, gateway, dns, reserved }: NetworkFile): Network {
  return {
    name,
    bridge,
    ...(vlan !== undefined && { vlan }),
    subnet,
    prefix: Number(subnet.split("/")[1]),
    ...(gateway !== undefined && { gateway }),
    dns,
    reserved,
  };
}

function toStorage(name: string, file: StorageFile, everyNode: readonly string[]): Storage {
  return {
    name,
    type: file.type,
    size: file.size,
    content: file.content,
    nodes: file.nodes ?? everyNode,
    ...(file.path !== undefined && { path: file.path }),
    ...(file.pool !== undefined && { pool: file.pool }),
    shared: file.type === "nfs" || file.type === "pbs",
  };
}

function mapEntries<From, To>(
  record: Readonly<Record<string, From>> | undefined,
  make: (name: string, entry: From) => To,
): ReadonlyMap<string, To> {
  return new Map(Object.entries(record ?? {}).map(([name, entry]) => [name, make(name, entry)]));
}
