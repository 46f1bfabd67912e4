/** Proxmox's own words for what goes wrong: an answer of 500 and more that is none of them is a fault of the simulator. */
import { readFileSync } from "node:fs";

const lines = readFileSync(new URL("./proxmox-errors.txt", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("  "))
  .map((line) => line.trim());

const patternOf = (text: string): RegExp =>
  new RegExp(
    `^${text
      .replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", "[^]*?")
      .replace("…", "([^]+)")}$`,
  );

/** Texts that pass another one on come last, so that a whole text is found first. */
const known = lines.sort((a, b) => Number(a.includes("…")) - Number(b.includes("…"))).map(patternOf);

/** What a program says that trips over itself, whatever else stands there. */
const stumble =
  /undefined|\[object |\bNaN\b|Cannot read|is not defined|is not a function|is not iterable|simulator error|\n\s+at /;

/** Texts with which Proxmox tells that it tripped over itself. */
const theirs = lines.filter((line) => stumble.test(line));

/** Whether Proxmox would say it. */
export function isProxmoxText(text: string): boolean {
  const said = text.trim().replaceAll(/\s+/g, " ");
  if (stumble.test(text) && !theirs.some((line) => said.endsWith(line))) return false;
  return known.some((pattern) => {
    const found = pattern.exec(said);
    return found !== null && (found[1] === undefined || isProxmoxText(found[1]));
  });
}
