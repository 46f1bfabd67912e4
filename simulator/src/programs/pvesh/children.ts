/** What lies below a path of the API, and what may be done with it. */
import type { Method } from "../../kernel/endpoint.ts";
import type { LocalApi } from "../local-api.ts";
import { ProgramError } from "../program-error.ts";

export interface Child {
  readonly name: string;
  /** `Drwcd`: has children, may be read, set, created below, deleted. */
  readonly capabilities: string;
}

/**
 * @param list what GET of the path answers
 * @throws ProgramError for a path that has no children
 */
export function children(api: LocalApi, path: string, list: unknown): readonly Child[] {
  const link = linkBelow(api, path);
  if (link === undefined || !Array.isArray(list)) {
    throw new ProgramError(`resource '${path}' does not define child links`);
  }
  return list
    .map((item) => String((item as Record<string, unknown>)[link] ?? ""))
    .filter((name) => name !== "")
    .sort()
    .map((name) => ({ name, capabilities: capabilities(api, `${path}/${encodeURIComponent(name)}`) }));
}

/** The property of each item that names the child: that of the next brace, or `subdir` and its like where the names are fixed. */
function linkBelow(api: LocalApi, path: string): string | undefined {
  const own = api.find("GET", path)?.path;
  if (own === undefined) return undefined;
  const next = own === "/" ? "/" : `${own}/`;
  const below = api.endpoints.filter((endpoint) => endpoint.path.startsWith(next) && endpoint.path !== own);
  const names = new Set(below.map((endpoint) => endpoint.path.slice(next.length).split("/")[0] ?? ""));
  const brace = [...names].map((name) => /^\{(.+)\}$/.exec(name)?.[1]).find((name) => name !== undefined);
  return brace ?? (names.size > 0 ? "subdir" : undefined);
}

function capabilities(api: LocalApi, path: string): string {
  const can = (method: Method, letter: string) => (api.find(method, path) ? letter : "-");
  const reads = can("GET", "r");
  const parent = reads === "r" ? (linkBelow(api, path) === undefined ? "-" : "D") : "-";
  return `${parent}${reads}${can("PUT", "w")}${can("POST", "c")}${can("DELETE", "d")}`;
}
