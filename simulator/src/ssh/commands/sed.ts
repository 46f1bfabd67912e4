import { FileError } from "../files/host-files.ts";
import type { Command } from "../shell/system.ts";
import { basicRegex } from "./basic-regex.ts";
import { lines } from "./inputs.ts";

/** `sed [-i] '/pattern/d'` and `sed [-i] 's/pattern/text/[g]'`: one expression over the input or over files. */
export const sed: Command = {
  name: "sed",
  path: "/usr/bin/sed",
  async run({ args, files, input, print, complain, notSimulated }) {
    const inPlace = args[0] === "-i";
    const [script = "", ...operands] = inPlace ? args.slice(1) : args;
    const edit = script.startsWith("-") ? undefined : editOf(script);
    if (!edit) {
      notSimulated(`sed ${args.join(" ")}`);
      complain("sed: only [-i] '/pattern/d' and [-i] 's/pattern/text/[g]' are simulated");
      return 2;
    }
    const edited = (content: Buffer) =>
      lines(content)
        .flatMap(edit)
        .map((line) => `${line}\n`)
        .join("");
    if (operands.length === 0) print(edited(await input.read()));
    let status = 0;
    for (const path of operands) {
      try {
        const text = edited(await files.read(path));
        if (inPlace) await files.write(path, Buffer.from(text));
        else print(text);
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        complain(`sed: can't read ${path}: ${error.reason}`);
        status = 2;
      }
    }
    return status;
  },
};

type Edit = (line: string) => string[];

function editOf(script: string): Edit | undefined {
  try {
    const removed = /^\/((?:[^/\\]|\\.)*)\/d$/.exec(script)?.[1];
    if (removed !== undefined) {
      const pattern = basicRegex(removed.replaceAll("\\/", "/"));
      return (line) => (pattern.test(line) ? [] : [line]);
    }
    const [, mark = "", body = ""] = /^s([/|#,])(.*)$/s.exec(script) ?? [];
    const [from, to, flags = "", ...rest] = body.split(mark === "" ? "/" : mark);
    if (mark === "" || from === undefined || to === undefined || rest.length > 0 || !/^g?$/.test(flags))
      return undefined;
    if (/[\\&]/.test(to)) return undefined;
    const pattern = basicRegex(from, flags);
    return (line) => [line.replace(pattern, () => to)];
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
