/** The tables of the README, made of what is declared in the source. */
import { parseOptions } from "../../src/cli/options.ts";
import { endpoints } from "../../src/endpoints/index.ts";
import { faultClasses } from "../../src/faults/classes/index.ts";
import type { Endpoint } from "../../src/kernel/endpoint.ts";
import { type Area, areas, methodsOfProxmox } from "./areas.ts";

const row = (...cells: readonly (string | number)[]): string => `| ${cells.join(" | ")} |`;

const table = (head: readonly string[], rows: readonly string[]): string =>
  [row(...head), row(...head.map(() => "---")), ...rows].join("\n");

const areaOf = ({ path }: Endpoint): Area => areas.find(({ paths }) => paths.test(path)) as Area;

function byArea(): readonly (readonly [Area, readonly Endpoint[]])[] {
  return areas.map((area) => [area, endpoints.filter((endpoint) => areaOf(endpoint) === area)] as const);
}

/** What the program says of its options. */
export const optionsText = (): string => `\`\`\`\n${parseOptions(["--help"]).help?.trimEnd()}\n\`\`\``;

/** Area by area: how much of it, and how it behaves. */
export function areaTable(): string {
  const present = byArea().filter(([, declared]) => declared.length > 0);
  const rows = present.map(([{ title, behaves }, declared]) => row(title, declared.length, behaves));
  // Proxmox's schema begins below the root and does not count it.
  const counted = endpoints.filter(({ path }) => path !== "/").length;
  const known = `${counted} of Proxmox VE 9.1's ${methodsOfProxmox} methods are simulated.`;
  return `${known}\n\n${table(["Area", "Methods", "Behaves"], rows)}`;
}

/** Areas of which nothing is simulated. */
export function absentText(): string {
  const absent = byArea().filter(([, declared]) => declared.length === 0);
  return absent.length === 0 ? "No area is absent." : `Absent: ${absent.map(([{ title }]) => title).join(", ")}.`;
}

/** Every path with its methods, and what of them is left out. */
export function pathTables(): string {
  return byArea()
    .filter(([, declared]) => declared.length > 0)
    .map(([{ title }, declared]) => `#### ${title}\n\n${table(["Path", "Methods", "Without"], pathRows(declared))}`)
    .join("\n\n");
}

const order = ["GET", "POST", "PUT", "DELETE"];

function pathRows(declared: readonly Endpoint[]): string[] {
  const paths = [...new Set(declared.map(({ path }) => path))].sort();
  return paths.map((path) => {
    const here = declared
      .filter((endpoint) => endpoint.path === path)
      .sort((a, b) => order.indexOf(a.method) - order.indexOf(b.method));
    const notes = here.flatMap(({ method, without }) => (without ? [`${method}: ${without}`] : []));
    return row(`\`${path}\``, here.map(({ method }) => method).join(" "), notes.join("; "));
  });
}

/** What can go wrong on demand. */
export function faultTable(): string {
  const rows = faultClasses.map(({ name, says, parameters }) => row(`\`${name}\``, says, parametersText(parameters)));
  return table(["Fault", "What goes wrong", "Parameters"], rows);
}

const parametersText = (parameters: Endpoint["parameters"]): string =>
  Object.entries(parameters)
    .map(([name, { optional }]) => (optional ? `[\`${name}\`]` : `\`${name}\``))
    .join(" ");
