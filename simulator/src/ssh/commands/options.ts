import type { CommandContext } from "../shell/system.ts";

/** The arguments of a command, told apart: single-letter options, which may be bundled, and the rest. */
export interface Arguments {
  readonly options: ReadonlySet<string>;
  readonly operands: readonly string[];
}

/**
 * Tells options from operands. An option that the real program may know and this one does not is never passed over: it is
 * journaled, complained of, and undefined comes back; the command then ends with 2.
 *
 * @param known letters of the options without a value
 */
export function parseArguments(name: string, known: string, context: CommandContext): Arguments | undefined {
  const end = context.args.indexOf("--");
  const before = end === -1 ? context.args : context.args.slice(0, end);
  const isOption = (arg: string) => arg.startsWith("-") && arg !== "-";
  const options = before.filter(isOption).flatMap((arg) => (arg.startsWith("--") ? [arg] : [...arg.slice(1)]));
  const unknown = options.find((option) => !known.includes(option));
  if (unknown !== undefined) {
    const option = unknown.startsWith("--") ? unknown : `-${unknown}`;
    context.notSimulated(`${name} ${option}`);
    context.complain(`${name}: option ${option}: not simulated`);
    return undefined;
  }
  const after = end === -1 ? [] : context.args.slice(end + 1);
  return { options: new Set(options), operands: [...before.filter((arg) => !isOption(arg)), ...after] };
}
