import type { Script, Word, WordPart } from "./syntax.ts";

/** What expansion needs of the shell. */
export interface Scope {
  /** Value of a variable or of ? and #; undefined where unset. */
  variable(name: string): string | undefined;
  /** The positional parameters from $1 on. */
  readonly parameters: readonly string[];
  /** Home directory, for a leading ~. */
  readonly home: string;
  /** Output of a command substitution. */
  capture(script: Script): Promise<string>;
}

/** The fields that words become: quoted parts stay whole, unquoted expansions are split at blanks. */
export async function expandFields(words: readonly Word[], scope: Scope): Promise<string[]> {
  const fields: string[] = [];
  for (const word of words) fields.push(...(await fieldsOf(word, scope)));
  return fields;
}

/** The one text that a word becomes where no splitting happens: in an assignment or a redirection. */
export async function expandText(word: Word, scope: Scope): Promise<string> {
  const values: string[] = [];
  for (const part of withHome(word, scope)) values.push(await textOf(part, scope));
  return values.join("");
}

async function fieldsOf(word: Word, scope: Scope): Promise<string[]> {
  const fields: string[] = [];
  let current: string | undefined;
  for (const part of withHome(word, scope)) {
    const pieces = await piecesOf(part, scope);
    for (const [index, piece] of pieces.entries()) {
      if (index > 0) {
        if (current !== undefined) fields.push(current);
        current = undefined;
      }
      if (piece !== undefined) current = (current ?? "") + piece;
    }
  }
  return current === undefined ? fields : [...fields, current];
}

/** The pieces of a part; a field ends between two of them. Undefined adds nothing, an empty text makes an empty field. */
async function piecesOf(part: WordPart, scope: Scope): Promise<(string | undefined)[]> {
  if (part.kind === "variable" && part.name === "@") {
    if (part.quoted) return [...scope.parameters];
    return scope.parameters.flatMap((parameter, index) => [...(index > 0 ? [undefined] : []), ...split(parameter)]);
  }
  const value = await textOf(part, scope);
  return part.kind === "text" || part.quoted ? [value] : split(value);
}

/** Splits at blanks; a blank at either end leaves an undefined piece there, so the field beside it ends. */
function split(value: string): (string | undefined)[] {
  return value.split(/[ \t\n]+/).map((piece) => (piece === "" ? undefined : piece));
}

async function textOf(part: WordPart, scope: Scope): Promise<string> {
  if (part.kind === "text") return part.text;
  if (part.kind === "command") return (await scope.capture(part.script)).replace(/\n+$/, "");
  const value = part.name === "@" || part.name === "*" ? scope.parameters.join(" ") : scope.variable(part.name);
  const { fallback } = part;
  if (fallback && (value === undefined || (fallback.whenEmpty && value === "")))
    return expandText(fallback.word, scope);
  return value ?? "";
}

/** `~` and `~/…` at the start of a word, when unquoted. */
function withHome(word: Word, scope: Scope): Word {
  const [first, ...rest] = word;
  if (first?.kind !== "text" || first.quoted || !/^~(?=\/|$)/.test(first.text)) return word;
  if (first.text === "~" && rest.length > 0) return word;
  return [{ ...first, text: scope.home + first.text.slice(1) }, ...rest];
}
