/** HTML that cannot be broken into: what is put into a template is escaped, unless a template made it. */

/** A piece of markup. */
export interface Html {
  readonly [markup]: string;
}

const markup = Symbol("markup");

/** What may stand in a template; undefined and false leave nothing. */
export type Part = Html | string | number | undefined | false | readonly Part[];

/** Markup with its parts filled in. Attributes must be quoted: both kinds of quotes are escaped. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return trusted(strings.reduce((text, string, index) => text + printed(parts[index - 1]) + string));
}

/** A constant of this program that is markup, or the text of an element that has none, such as a style. */
export const trusted = (text: string): Html => ({ [markup]: text });

/** The whole as it is sent. */
export const printHtml = (whole: Html): string => whole[markup];

function printed(part: Part): string {
  if (part === undefined || part === false) return "";
  if (typeof part === "string" || typeof part === "number") return escaped(String(part));
  return markup in part ? part[markup] : part.map(printed).join("");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (letter) => entities[letter] ?? "");
