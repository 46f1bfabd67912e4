import type { Cursor } from "./cursor.ts";
import type { Script, Word, WordPart } from "./syntax.ts";

/** Parses the script of a command substitution, up to its closing parenthesis. */
export type ScriptParser = (cursor: Cursor) => Script;

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const PARAMETER = /[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?]/y;

/** The word here, undefined where none starts. */
export function parseWord(cursor: Cursor, parseScript: ScriptParser): Word | undefined {
  if (cursor.done || cursor.look(/[\s;&|<>()]/y)) return undefined;
  return parseParts(cursor, /[\s;&|<>()]/y, parseScript);
}

/** The name and value of an assignment such as `file_id=local:iso/x`, undefined where none starts. */
export function parseAssignment(cursor: Cursor, parseScript: ScriptParser): { name: string; value: Word } | undefined {
  const name = cursor.look(/([A-Za-z_][A-Za-z0-9_]*)=/y)?.[1];
  if (name === undefined) return undefined;
  cursor.skip(`${name}=`);
  return { name, value: parseWord(cursor, parseScript) ?? [] };
}

function parseParts(cursor: Cursor, end: RegExp, parseScript: ScriptParser): Word {
  const parts: WordPart[] = [];
  while (!cursor.done && !cursor.look(end)) parts.push(...parsePart(cursor, parseScript));
  return parts;
}

function parsePart(cursor: Cursor, parseScript: ScriptParser): WordPart[] {
  const plain = cursor.match(/[^\s;&|<>()'"\\$`*?{}]+/y);
  if (plain) return [{ kind: "text", text: plain[0], quoted: false }];
  switch (cursor.here) {
    case "'":
      return [singleQuoted(cursor)];
    case '"':
      return doubleQuoted(cursor, parseScript);
    case "$":
      return [dollar(cursor, false, parseScript)];
    case "\\":
      cursor.take();
      return cursor.skip("\n") ? [] : [{ kind: "text", text: cursor.take(), quoted: true }];
    case "`":
      throw cursor.notSimulated("command substitution by backquotes");
    case "*":
    case "?":
      throw cursor.notSimulated("pathname expansion");
    case "{":
      if (cursor.look(/\{[^\s{}]*(?:,|\.\.)[^\s{}]*\}/y)) throw cursor.notSimulated("brace expansion");
      return [{ kind: "text", text: cursor.take(), quoted: false }];
    default:
      return [{ kind: "text", text: cursor.take(), quoted: false }];
  }
}

function singleQuoted(cursor: Cursor): WordPart {
  const found = cursor.match(/'([^']*)'/y);
  if (!found) throw cursor.unclosed("'");
  return { kind: "text", text: found[1] ?? "", quoted: true };
}

function doubleQuoted(cursor: Cursor, parseScript: ScriptParser): WordPart[] {
  cursor.take();
  const parts: WordPart[] = [];
  while (!cursor.skip('"')) {
    if (cursor.done) throw cursor.unclosed('"');
    const text = cursor.match(/[^"\\$`]+/y) ?? cursor.match(/\\(?:\n|(?=[$`"\\]))/y);
    if (text?.[0].startsWith("\\")) {
      if (text[0] === "\\") parts.push({ kind: "text", text: cursor.take(), quoted: true });
    } else if (text) parts.push({ kind: "text", text: text[0], quoted: true });
    else if (cursor.here === "$") parts.push(dollar(cursor, true, parseScript));
    else if (cursor.here === "`") throw cursor.notSimulated("command substitution by backquotes");
    else parts.push({ kind: "text", text: cursor.take(), quoted: true });
  }
  return parts.length > 0 ? parts : [{ kind: "text", text: "", quoted: true }];
}

function dollar(cursor: Cursor, quoted: boolean, parseScript: ScriptParser): WordPart {
  cursor.take();
  if (cursor.look(/\(\(/y)) throw cursor.notSimulated("arithmetic expansion");
  if (cursor.skip("(")) {
    const script = parseScript(cursor);
    if (!cursor.skip(")")) throw cursor.unexpected();
    return { kind: "command", script, quoted };
  }
  if (cursor.skip("{")) return braced(cursor, quoted, parseScript);
  const name = cursor.match(PARAMETER)?.[0];
  return name === undefined ? { kind: "text", text: "$", quoted } : { kind: "variable", name, quoted };
}

/** `${name}`, `${name:-word}` and `${name-word}`. */
function braced(cursor: Cursor, quoted: boolean, parseScript: ScriptParser): WordPart {
  const name = cursor.match(PARAMETER)?.[0];
  if (name === undefined) throw cursor.notSimulated("this form of parameter expansion");
  if (cursor.skip("}")) return { kind: "variable", name, quoted };
  const operator = cursor.match(/:?-/y)?.[0];
  if (operator === undefined) throw cursor.notSimulated("this form of parameter expansion");
  const word = parseParts(cursor, /}/y, parseScript);
  if (!cursor.skip("}")) throw cursor.unclosed("}");
  return { kind: "variable", name, quoted, fallback: { word, whenEmpty: operator === ":-" } };
}

/** The name of a function here (`try_sudo()`), taken together with its parentheses. */
export function parseFunctionName(cursor: Cursor): string | undefined {
  const found = cursor.match(/([A-Za-z_][A-Za-z0-9_-]*)[ \t]*\([ \t]*\)/y);
  return found?.[1];
}

/** True for a text that may name a variable. */
export function isName(text: string): boolean {
  NAME.lastIndex = 0;
  return NAME.exec(text)?.[0] === text;
}
