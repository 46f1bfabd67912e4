import type { YAMLParseError } from "yaml";
import type { Fault } from "../fault.ts";

const words: Partial<Record<YAMLParseError["code"], string>> = {
  BAD_ALIAS: "`*` refers to another part; write it out, or put quotes around the text",
  BAD_INDENT: "the indentation does not fit the lines around it",
  BAD_DQ_ESCAPE: "this \\ sequence means nothing in double quotes; use single quotes",
  BAD_SCALAR_START: "text that begins with this sign needs quotes",
  BLOCK_IN_FLOW: "a block cannot stand inside [ ] or { }",
  BLOCK_AS_IMPLICIT_KEY:
    "a value and keys stand together here; check the indentation of the next line, or put quotes around the text",
  MISSING_CHAR: "a sign is missing here: a closing quote or bracket, a comma, a colon or a space after one",
  MULTILINE_IMPLICIT_KEY: "a key stands in one line and ends with a colon and a space",
  RESOURCE_EXHAUSTION: "is nested too deeply to be read",
  MULTIPLE_DOCS: "a second document begins here (---); keep one per file",
  TAB_AS_INDENT: "a tab indents this line; use spaces",
  UNEXPECTED_TOKEN: "this does not belong here",
  KEY_OVER_1024_CHARS: "this key is longer than 1024 characters",
};

/** The first thing that keeps a file from being YAML, in our words; what follows is most often its consequence. */
export function syntaxFault(
  errors: readonly YAMLParseError[],
  text: string,
  fault: (offset: number, message: string) => Fault,
): Fault {
  const tab = /^ *\t/m.exec(text);
  const [first] = [...errors].sort((a, b) => a.pos[0] - b.pos[0]);
  if (tab && first?.code !== "MULTIPLE_DOCS") return fault(tab.index + tab[0].length - 1, words.TAB_AS_INDENT ?? "");
  const open = first?.code === "BAD_INDENT" && first.message.includes("end with a");
  const message = open ? "a bracket is not closed here" : ((first && words[first.code]) ?? "this is not YAML");
  return fault(Math.min(first?.pos[0] ?? 0, Math.max(text.length - 1, 0)), message);
}
