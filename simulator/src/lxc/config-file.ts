/** A container's configuration as the file below /etc/pve/lxc that it is. Source: parse_pct_config and write_pct_config of PVE::LXC::Config. */
import { createHash } from "node:crypto";
import type { Config, Guest } from "../guests/guest.ts";
import { readOption } from "./options/index.ts";

/** Options of LXC itself (`lxc.idmap: u 0 100000 1000`), which only the file can hold; kept as its lines under this name. */
const raw = "lxc";

/** Pairs of LXC's own options, as the API shows them. */
export function rawOptions(config: Config): [key: string, value: string][] {
  return String(config[raw] ?? "")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [, key = "", value = ""] = /^([^:\s]+):\s*(.*)$/.exec(line) ?? [];
      return [key, value];
    });
}

/** SHA-1 of the file. */
export const digestOf = (guest: Guest): string => createHash("sha1").update(printConfigFile(guest)).digest("hex");

export function printConfigFile({ config, pending, snapshots = {} }: Guest): string {
  const waiting = Object.entries(pending);
  const removed = waiting.filter(([, value]) => value === null).map(([name]) => name);
  const changed = Object.fromEntries(waiting.filter(([, value]) => value !== null)) as Config;
  return [
    printSection(config),
    ...(waiting.length > 0
      ? [`\n[pve:pending]\n${printSection(removed.length > 0 ? { ...changed, delete: removed.join(",") } : changed)}`]
      : []),
    ...Object.keys(snapshots)
      .sort()
      .map((name) => `\n[${name}]\n${printSection(snapshots[name] ?? {})}`),
  ].join("");
}

function printSection(config: Config): string {
  const { description, env, [raw]: own, ...options } = config;
  const lines = [
    ...linesOf(description).map((line) => `#${escaped(line)}`),
    ...Object.keys(options)
      .sort()
      .map((name) => `${name}: ${options[name]}`),
    ...(env === undefined
      ? []
      : String(env)
          .split("\0")
          .map((entry) => `lxc.environment.runtime: ${entry}`)),
    ...linesOf(own),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

const linesOf = (text: string | number | undefined): string[] =>
  text === undefined || text === "" ? [] : String(text).replace(/\n+$/, "").split("\n");

/** Control characters and per cent, as Proxmox keeps them out of its files. */
const escaped = (line: string): string =>
  line.replaceAll(
    /[%\p{Cc}]/gu,
    (character) => `%${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
const unescaped = (line: string): string =>
  line.replaceAll(/%([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)));

export type ConfigFile = Pick<Guest, "config" | "pending" | "snapshots">;

/** Reads a file that somebody wrote by hand. @throws Error that names the line which says nothing */
export function parseConfigFile(text: string): ConfigFile {
  const [own = "", ...sections] = text.split(/^(?=\[[^\]\n]+\]\s*$)/m);
  let pending: Guest["pending"] = {};
  const snapshots: Record<string, Config> = {};
  for (const section of sections) {
    const [head = "", ...body] = section.split("\n");
    const name = head.trim().slice(1, -1);
    const values = parseSection(body);
    if (/^pve:pending$/i.test(name)) pending = pendingOf(values);
    else snapshots[name] = values;
  }
  return { config: parseSection(own.split("\n")), pending, ...(sections.length > 0 && { snapshots }) };
}

function pendingOf({ delete: removed, ...changed }: Config): Guest["pending"] {
  const names = removed === undefined ? [] : String(removed).split(/[\s,;]+/);
  return { ...changed, ...Object.fromEntries(names.map((name) => [name.replace(/^!/, ""), null])) };
}

/** Options beside those of the API that a section may hold. */
const beside = /^(?:parent|snapstate|delete|vmstate)$/;

function parseSection(lines: readonly string[]): Config {
  const config: Record<string, string | number> = {};
  const add = (name: string, value: string, between: string) => {
    config[name] = config[name] === undefined ? value : `${config[name]}${between}${value}`;
  };
  for (const line of lines.filter((candidate) => candidate.trim() !== "")) {
    const [, own, value = ""] = /^(lxc\.[a-z0-9_.-]+)(?::|\s*=)\s*(.*?)\s*$/.exec(line) ?? [];
    const [, name, setting = ""] = /^([a-z][a-z_]*\d*):\s*(.+?)\s*$/.exec(line) ?? [];
    if (line.startsWith("#")) add("description", `${unescaped(line.slice(1))}\n`, "");
    else if (own === "lxc.environment.runtime") add("env", value, "\0");
    else if (own !== undefined) add(raw, `${own}: ${value}`, "\n");
    else if (name === undefined) throw new Error(`unable to parse config: ${line}`);
    else if (name === "snaptime") config.snaptime = Number(setting);
    else config[name] = beside.test(name) ? setting : readOption(name, setting);
  }
  return config;
}
