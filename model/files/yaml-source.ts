import { isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument, type YAMLMap } from "yaml";
import type { Fault, Position } from "../fault.ts";
import { strictness } from "./yaml-strictness.ts";
import { syntaxFault } from "./yaml-syntax.ts";

/** Where something stands inside a YAML file: keys and indexes from the top. */
export type YamlPath = readonly PropertyKey[];

/** A YAML file that was read: its plain value, and where each part of it stands. */
export interface Source {
  readonly file: string;
  readonly value: unknown;
  /** Where the value at a path stands; where there is none, the nearest thing around it. */
  at(path: YamlPath): Position;
  /** Where the key at the end of a path stands. */
  keyAt(path: YamlPath): Position;
  /** A fault about the value at a path. */
  fault(path: YamlPath, message: string): Fault;
  /** Every key and every single value, in the order of the file. */
  scalars(): Iterable<{ readonly path: YamlPath; readonly text: string }>;
}

/**
 * Reads YAML 1.2 as a person writes it: one document, no anchors, no tags, no key twice, no tabs. What is left out
 * hides meaning from a reader or a diff.
 */
export function parseYaml(file: string, text: string): { source: Source } | { faults: readonly Fault[] } {
  const lines = new LineCounter();
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const fault = (offset: number, message: string): Fault => ({ at: position(offset), message });
  const document = parse(text, lines);
  if (!document) return { faults: [{ at: { file, line: 1, column: 1 }, message: "is nested too deeply to be read" }] };
  const faults = document.errors.length
    ? [syntaxFault(document.errors, text, fault)]
    : strictness(document).map(({ offset, message }) => fault(offset, message(position)));
  if (faults.length > 0) return { faults };
  if (!isMap(document.contents)) {
    const empty = document.contents === null || (isScalar(document.contents) && document.contents.value === null);
    const message = empty ? "is empty" : "must be keys with values, such as `kind: vm`";
    return { faults: [fault(document.contents?.range?.[0] ?? 0, message)] };
  }
  return { source: sourceOf(file, document.contents, document.toJS(), position) };
}

/** Stands in for a file that could not be read: it says nothing, and everything about it stands at its beginning. */
export function emptySource(file: string): Source {
  const start = { file, line: 1, column: 1 };
  return {
    file,
    value: {},
    at: () => start,
    keyAt: () => start,
    fault: (_, message) => ({ at: start, message }),
    scalars: () => [],
  };
}

function parse(text: string, lineCounter: LineCounter) {
  try {
    return parseDocument(text, { lineCounter, version: "1.2", uniqueKeys: false, prettyErrors: false });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function sourceOf(file: string, root: YAMLMap, value: unknown, position: (offset: number) => Position): Source {
  const pairs = pairFinder();
  const walk = (path: YamlPath): { node: Node; pair?: Pair | undefined } => {
    let node: Node = root;
    let pair: Pair | undefined;
    for (const step of path) {
      const next = isMap(node) ? pairs(node, String(step)) : undefined;
      const child: unknown = next ? next.value : isSeq(node) ? node.items[Number(step)] : undefined;
      if (!child) break;
      pair = next;
      node = child as Node;
    }
    return { node, pair };
  };
  const at = (path: YamlPath) => position(walk(path).node.range?.[0] ?? 0);
  const keyAt = (path: YamlPath) => {
    const { node, pair } = walk(path);
    return position(((pair?.key as Node | undefined) ?? node).range?.[0] ?? 0);
  };
  return {
    file,
    value,
    at,
    keyAt,
    fault: (path, message) => ({ at: at(path), message }),
    scalars: () => scalarsIn(root, []),
  };
}

/** Finds a pair by its key; each map is indexed once, when first asked. */
function pairFinder(): (map: YAMLMap, key: string) => Pair | undefined {
  const indexes = new WeakMap<YAMLMap, Map<string, Pair>>();
  return (map, key) => {
    let index = indexes.get(map);
    if (!index) {
      index = new Map(map.items.map((pair) => [keyText(pair), pair]));
      indexes.set(map, index);
    }
    return index.get(key);
  };
}

function keyText(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : "";
}

function* scalarsIn(node: unknown, path: YamlPath): Iterable<{ path: YamlPath; text: string }> {
  if (isMap(node))
    for (const pair of node.items) {
      const inside = [...path, keyText(pair)];
      yield { path: inside, text: keyText(pair) };
      yield* scalarsIn(pair.value, inside);
    }
  else if (isSeq(node)) for (const [index, item] of node.items.entries()) yield* scalarsIn(item, [...path, index]);
  else if (isScalar(node)) yield { path, text: String(node.value) };
}
