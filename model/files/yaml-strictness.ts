import { type Document, isAlias, isMap, isScalar, type Node, visit } from "yaml";
import type { Position } from "../fault.ts";

/** Something that YAML allows and a lab's files do not. */
interface Looseness {
  readonly offset: number;
  readonly message: (position: (offset: number) => Position) => string;
}

/** Directives, anchors, aliases, tags, keys that are not plain text and keys that stand twice. */
export function strictness(document: Document.Parsed): Looseness[] {
  const found: Looseness[] = [];
  const report = (node: Node, message: Looseness["message"]) => {
    found.push({ offset: node.range?.[0] ?? 0, message });
  };
  if (document.directives.yaml.explicit || Object.keys(document.directives.tags).length > 1)
    found.push({ offset: 0, message: () => "begins with a YAML directive (%…); remove it" });
  visit(document, {
    Node(_, node) {
      if (isAlias(node)) report(node, () => `*${node.source} repeats another part; write it out`);
      else if (node.anchor) report(node, () => `&${node.anchor} is an anchor; write each part out where it is used`);
      else if (node.tag) report(node, tagged(node.tag));
      if (isMap(node)) for (const repeated of repeatedKeys(node.items)) report(repeated.key, repeated.message);
    },
  });
  return found;
}

function tagged(tag: string): () => string {
  return () => `${tag.replace("tag:yaml.org,2002:", "!!")} is a tag; write the plain value`;
}

function* repeatedKeys(items: readonly { key: unknown }[]): Iterable<{ key: Node; message: Looseness["message"] }> {
  const first = new Map<string, number>();
  for (const { key } of items) {
    const node = key as Node;
    if (!isScalar(node) || node.value === null || typeof node.value === "object") {
      if (!isAlias(node)) yield { key: node, message: () => "a key must be a word" };
      continue;
    }
    const name = String(node.value);
    const before = first.get(name);
    if (before === undefined) first.set(name, node.range?.[0] ?? 0);
    else
      yield {
        key: node,
        message: (position) => `"${name}" stands here a second time; the first is in line ${position(before).line}`,
      };
  }
}
