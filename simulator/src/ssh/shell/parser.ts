import { Cursor } from "./cursor.ts";
import type { AndOr, Command, Pipeline, Redirection, Script, Word } from "./syntax.ts";
import { parseAssignment, parseFunctionName, parseWord } from "./words.ts";

/**
 * Parses the part of bash that programs send to a Proxmox node: words and quotes, variables, command substitution, pipes, lists,
 * redirections, functions, groups and `if`. Loops, `case`, arithmetic, here-documents, job control and file name patterns are not
 * simulated, and a script that uses them is refused as a whole before any of it has run.
 */
export function parseScript(text: string): Script {
  const cursor = new Cursor(text);
  const script = parseList(cursor);
  if (!cursor.done) throw cursor.unexpected();
  return script;
}

const CLOSING = /(?:then|elif|else|fi|do|done|esac|})(?=[\s;&|)]|$)/y;
const UNKNOWN_FORMS = /(?:for|while|until|case|select|function|time|coproc|\[\[)(?=\s)/y;

function parseList(cursor: Cursor): Script {
  const list: AndOr[] = [];
  for (;;) {
    cursor.skipLines();
    if (cursor.done || cursor.here === ")" || cursor.look(CLOSING)) return list;
    list.push(parseAndOr(cursor));
    cursor.skipBlanks();
    if (cursor.look(/;;/y)) throw cursor.unexpected();
    if (!cursor.match(/[;\n]/y) && !cursor.done && cursor.here !== ")") {
      if (cursor.here === "&") throw cursor.notSimulated("a command in the background");
      throw cursor.unexpected();
    }
  }
}

function parseAndOr(cursor: Cursor): AndOr {
  const first = parsePipeline(cursor);
  const rest: AndOr["rest"][number][] = [];
  for (;;) {
    cursor.skipBlanks();
    const operator = cursor.match(/&&|\|\|/y)?.[0];
    if (operator !== "&&" && operator !== "||") return { first, rest };
    cursor.skipLines();
    rest.push({ operator, pipeline: parsePipeline(cursor) });
  }
}

function parsePipeline(cursor: Cursor): Pipeline {
  const negated = cursor.match(/!(?=\s)\s*/y) !== null;
  const commands = [parseCommand(cursor)];
  for (;;) {
    cursor.skipBlanks();
    if (!cursor.match(/\|(?![|&])/y)) return { negated, commands };
    cursor.skipLines();
    commands.push(parseCommand(cursor));
  }
}

function parseCommand(cursor: Cursor): Command {
  cursor.skipBlanks();
  if (cursor.look(UNKNOWN_FORMS)) throw cursor.notSimulated(`\`${cursor.look(/\S+/y)?.[0]}'`);
  if (cursor.match(/if(?=\s)/y)) return parseIf(cursor);
  if (cursor.match(/\{(?=\s)/y)) return compound(cursor, "group", "}");
  if (cursor.look(/\(\(/y)) throw cursor.notSimulated("arithmetic");
  if (cursor.skip("(")) return compound(cursor, "subshell", ")");
  const name = parseFunctionName(cursor);
  if (name === undefined) return parseSimple(cursor);
  cursor.skipLines();
  return { kind: "function", name, body: parseCommand(cursor), redirections: [] };
}

function compound(cursor: Cursor, kind: "group" | "subshell", closing: string): Command {
  const body = parseList(cursor);
  if (body.length === 0 || !cursor.skip(closing)) throw cursor.unexpected();
  return { kind, body, redirections: parseRedirections(cursor) };
}

function parseIf(cursor: Cursor): Command {
  const branches: { condition: Script; body: Script }[] = [];
  let otherwise: Script = [];
  do {
    const condition = filled(cursor);
    keyword(cursor, /then(?=\s)/y);
    branches.push({ condition, body: filled(cursor) });
  } while (cursor.match(/elif(?=\s)/y));
  if (cursor.match(/else(?=\s)/y)) otherwise = filled(cursor);
  keyword(cursor, /fi(?=[\s;&|)]|$)/y);
  return { kind: "if", branches, otherwise, redirections: parseRedirections(cursor) };
}

function filled(cursor: Cursor): Script {
  const list = parseList(cursor);
  if (list.length === 0) throw cursor.unexpected();
  return list;
}

function keyword(cursor: Cursor, word: RegExp): void {
  if (!cursor.match(word)) throw cursor.unexpected();
}

function parseSimple(cursor: Cursor): Command {
  const line = cursor.line;
  const assignments: { name: string; value: Word }[] = [];
  const words: Word[] = [];
  const redirections: Redirection[] = [];
  for (;;) {
    cursor.skipBlanks();
    const redirection = parseRedirection(cursor);
    if (redirection) {
      redirections.push(redirection);
      continue;
    }
    const assignment = words.length === 0 ? parseAssignment(cursor, parseList) : undefined;
    if (assignment) {
      assignments.push(assignment);
      continue;
    }
    const word = parseWord(cursor, parseList);
    if (!word) break;
    words.push(word);
  }
  if (words.length + assignments.length + redirections.length === 0) throw cursor.unexpected();
  return { kind: "simple", assignments, words, redirections, line };
}

function parseRedirections(cursor: Cursor): Redirection[] {
  const redirections: Redirection[] = [];
  for (;;) {
    cursor.skipBlanks();
    const redirection = parseRedirection(cursor);
    if (!redirection) return redirections;
    redirections.push(redirection);
  }
}

function parseRedirection(cursor: Cursor): Redirection | undefined {
  if (cursor.look(/[0-9]?(?:<<|<&|<>|>\|)|&>|<\(|>\(/y)) throw cursor.notSimulated("this form of redirection");
  const found = cursor.match(/([0-9]?)(>>|>&|>|<)/y);
  const operator = found?.[2] as Redirection["operator"] | undefined;
  if (!operator) return undefined;
  cursor.skipBlanks();
  const target = parseWord(cursor, parseList);
  if (!target) throw cursor.unexpected();
  const descriptor = found?.[1] ? Number(found[1]) : operator === "<" ? 0 : 1;
  return { descriptor, operator, target };
}
