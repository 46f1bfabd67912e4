/**
 * What is configured for the software-defined network, and what of it runs since it was last applied.
 * Source: PVE::Network::SDN (running_config, compile_running_cfg, commit_config) and the files below /etc/pve/sdn.
 */
import type { Cluster } from "../cluster.ts";
import { type Section, type Setting, sectionFile } from "../sections/section-file.ts";
import { slice } from "../store/slice.ts";
import "./formats.ts";

/** Files whose changes wait until they are applied. */
export const staged = {
  zones: sectionFile("sdn/zones.cfg"),
  vnets: sectionFile("sdn/vnets.cfg"),
  subnets: sectionFile("sdn/subnets.cfg"),
  controllers: sectionFile("sdn/controllers.cfg"),
  fabrics: sectionFile("sdn/fabrics.cfg"),
} as const;
/** Files that count at once. */
export const immediate = { ipams: sectionFile("sdn/ipams.cfg"), dns: sectionFile("sdn/dns.cfg") } as const;

export type Part = keyof typeof staged;
export const parts = Object.keys(staged) as readonly Part[];

/** What runs: the sections of each file as they were when they were applied. */
export type Running = Readonly<Record<Part, readonly Section[]>> & { readonly version: number };

const running = slice<Running>("sdn/.running-config");

/** What a node made of what ran when its network was last reloaded. */
export interface Generated {
  readonly node: string;
  readonly version: number;
  /** Lines of /etc/network/interfaces.d/sdn. */
  readonly interfaces: readonly string[];
}

const generated = slice<Generated>("sdn/generated");

const sorted = (sections: Iterable<Section>): Section[] => [...sections].sort((a, b) => (a.id < b.id ? -1 : 1));

/** What is written down, sorted by name. */
export const configured = (cluster: Cluster, part: Part): Section[] => sorted(cluster.state.table(staged[part]).all());

export const sectionNamed = (cluster: Cluster, part: Part, id: string): Section | undefined =>
  cluster.state.table(staged[part]).get(id);

/** What runs; undefined when nothing was ever applied. */
export const runningConfig = (cluster: Cluster): Running | undefined => cluster.state.table(running).get("running");

export const runningSections = (cluster: Cluster, part: Part): readonly Section[] =>
  runningConfig(cluster)?.[part] ?? [];

export const runningSection = (cluster: Cluster, part: Part, id: string): Section | undefined =>
  runningSections(cluster, part).find((section) => section.id === id);

/** Makes what is written down run; the nodes have yet to take it over. */
export function commitConfig(cluster: Cluster): void {
  const version = (runningConfig(cluster)?.version ?? 0) + 1;
  cluster.state.table(running).put("running", { ...compiledConfig(cluster), version });
}

/** Writes down what runs. */
export function rollbackConfig(cluster: Cluster): void {
  for (const part of parts) {
    const table = cluster.state.table(staged[part]);
    for (const { id } of [...table.all()]) table.remove(id);
    for (const section of runningSections(cluster, part)) table.put(section.id, section);
  }
}

/** What a node has taken over; undefined for nothing yet. */
export const generatedOn = (cluster: Cluster, node: string): Generated | undefined =>
  cluster.state.table(generated).get(node);

export const keepGenerated = (cluster: Cluster, made: Generated): Generated =>
  cluster.state.table(generated).put(made.node, made);

/** What would run if all were applied. */
export const compiledConfig = (cluster: Cluster): Running =>
  ({
    ...Object.fromEntries(parts.map((part) => [part, configured(cluster, part)])),
    version: runningConfig(cluster)?.version ?? 1,
  }) as Running;

/** An entry as its comparison and the API see it. */
export type Entry = Readonly<Record<string, Setting>>;

/** Entries by name. */
export type Entries = Readonly<Record<string, Entry>>;

export const entriesOf = (sections: readonly Section[]): Entries =>
  Object.fromEntries(sections.map(({ id, type, settings }) => [id, { ...settings, type }]));
