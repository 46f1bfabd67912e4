import { isMap, isScalar, isSeq, parse, parseDocument, Scalar } from "yaml";
import type { YamlPath } from "./yaml-source.ts";

/** A value to be put in place of another. */
export interface Replacement {
  readonly path: YamlPath;
  readonly value: string;
}

/**
 * Puts other values in a YAML file and leaves every other byte as it is: comments, order, blank lines and quotes.
 *
 * @throws Error where there is no single value at a path.
 */
export function replaceValues(text: string, replacements: readonly Replacement[]): string {
  const document = parseDocument(text);
  const places = replacements.map(({ path, value }) => {
    const node = nodeAt(document.contents, path);
    if (!isScalar(node) || !node.range) throw new Error(`no single value at ${path.join(".")}`);
    const [start, end] = node.range;
    return { start, end, value: quotedAs(node.type, value) };
  });
  // From the end, so that what was replaced moves nothing that is still to be.
  return places
    .toSorted((a, b) => b.start - a.start)
    .reduce((written, { start, end, value }) => written.slice(0, start) + value + written.slice(end), text);
}

function nodeAt(node: unknown, [step, ...rest]: YamlPath): unknown {
  if (step === undefined) return node;
  const inside = isMap(node) || isSeq(node) ? node.get(step, true) : undefined;
  return nodeAt(inside, rest);
}

function quotedAs(type: Scalar.Type | undefined, value: string): string {
  if (type === Scalar.QUOTE_DOUBLE) return JSON.stringify(value);
  if (type === Scalar.QUOTE_SINGLE) return `'${value.replaceAll("'", "''")}'`;
  // A value that is only digits would be read as a number.
  return parse(value) === value ? value : JSON.stringify(value);
}
