import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { loadLab } from "../../../model/load.ts";
import { copyLab } from "../../../scripts/rehearse/lab-copy.ts";
import { type Simulator, startSimulator, type WorldGuest } from "../../../simulator/src/index.ts";
import { type Drift, livingHost } from "./living-host.ts";

const checkout = fileURLToPath(new URL("../../..", import.meta.url));
const program = join(checkout, "scripts/strata.mjs");

/** A lab's folder, and a host that has its containers already. */
export interface Place {
  readonly root: string;
  readonly host: Simulator;
  /** Path of the program, for who wants to run it otherwise. */
  readonly program: string;
  strata(...words: string[]): ReturnType<typeof run>;
  /** Plain cdktf, as in any project. */
  cdktf(...words: string[]): Promise<string>;
  /** Replaces text in a persona's file, which must be there. */
  edit(persona: string, from: string, to: string): void;
  /** Methods of the requests since a mark, each once. */
  methods(since: number): string[];
  /** How many requests there were so far. */
  mark(): number;
  close(): Promise<void>;
}

/** @param personas those of home that the lab keeps; all unless said */
export async function placeOf(
  drift: Drift = {},
  others: readonly WorldGuest[] = [],
  personas?: readonly string[],
): Promise<Place> {
  const root = await mkdtemp(join(tmpdir(), "strata-adopt-"));
  const { cdktf } = await copyLab(checkout, "home", root);
  const all = loadLab(root, "home");
  const dropped = [...all.guests, ...(all.kept ?? [])].filter(({ name }) => personas && !personas.includes(name));
  for (const { file } of dropped) rmSync(join(root, file));
  const host = await startSimulator({ world: livingHost(loadLab(root, "home"), drift, others), timeScale: 0 });
  const { endpoint, apiToken, caFile, ssh } = host;
  writeFileSync(join(root, "ready.json"), JSON.stringify({ endpoint, apiToken, caFile, ssh }));
  const strata = (...words: string[]) => run(root, ...words);
  return {
    root,
    host,
    program,
    strata,
    async cdktf(...words) {
      const { stdout: exports } = await strata("env");
      const script = `eval "$1"; shift; exec "$@"`;
      const { all: said } = await execa("sh", ["-c", script, "sh", exports, cdktf, ...words], { cwd: root, all: true });
      return said;
    },
    edit(persona, from, to) {
      const file = join(root, `personas/home/${persona}.yaml`);
      const text = readFileSync(file, "utf8");
      if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
      writeFileSync(file, text.replace(from, to));
    },
    methods: (since) => [
      ...new Set(host.journal.lines.slice(since).flatMap((line) => ("method" in line ? [String(line.method)] : []))),
    ],
    mark: () => host.journal.lines.length,
    async close() {
      await host.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function run(root: string, ...words: string[]) {
  return execa(process.execPath, [program, ...words], {
    cwd: root,
    env: { STRATA_TARGET: "ready.json", SITE: "home" },
    reject: false,
  });
}
