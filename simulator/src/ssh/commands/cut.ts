import type { Command } from "../shell/system.ts";
import { lines } from "./inputs.ts";

/** `cut -d X -f N`: one field of each line of the input; a line without the delimiter stays whole. */
export const cut: Command = {
  name: "cut",
  path: "/usr/bin/cut",
  async run({ args, input, print, complain, notSimulated }) {
    const options = optionsOf(args);
    const [delimiter = "\t", field] = [options?.get("d"), Number(options?.get("f"))];
    if (!Number.isInteger(field) || field < 1) {
      notSimulated(`cut ${args.join(" ")}`);
      complain("cut: only -d X -f N on the input is simulated");
      return 2;
    }
    for (const line of lines(await input.read())) {
      print(`${line.includes(delimiter) ? (line.split(delimiter)[field - 1] ?? "") : line}\n`);
    }
    return 0;
  },
};

/** Values of -d and -f, attached or apart; undefined where there is anything else. */
function optionsOf(args: readonly string[]): ReadonlyMap<string, string> | undefined {
  const options = new Map<string, string>();
  const left = [...args];
  for (let arg = left.shift(); arg !== undefined; arg = left.shift()) {
    const [, letter, attached] = /^-([df])(.*)$/s.exec(arg) ?? [];
    const value = attached === "" ? left.shift() : attached;
    if (letter === undefined || value === undefined) return undefined;
    options.set(letter, value);
  }
  return options;
}
