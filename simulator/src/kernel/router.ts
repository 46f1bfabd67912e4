/** Finds the endpoint of a method and a path, part by part. */
import type { Endpoint, Method } from "./endpoint.ts";

interface Branch {
  readonly literal: Map<string, Branch>;
  parameter: { readonly name: string; readonly branch: Branch } | undefined;
  readonly endpoints: Map<string, Endpoint>;
}

export interface Found {
  readonly endpoint: Endpoint;
  readonly parameters: Record<string, string>;
}

/** Values that may hold a slash and therefore take the rest of the path: `local:iso/debian.iso`, `10.0.0.0/24`. */
const greedy = new Set(["volume", "cidr"]);

const newBranch = (): Branch => ({ literal: new Map(), parameter: undefined, endpoints: new Map() });

export class Router {
  readonly #root = newBranch();
  readonly endpoints: readonly Endpoint[];

  constructor(endpoints: readonly Endpoint[]) {
    this.endpoints = endpoints;
    for (const endpoint of endpoints) this.#add(endpoint);
  }

  /** @param path below /api2/json, still percent-encoded */
  find(method: string, path: string): Found | undefined {
    const parts = path.split("/");
    const parameters: Record<string, string> = {};
    let branch = this.#root;
    for (let index = 0; index < parts.length; index += 1) {
      const part = decoded(parts[index] as string);
      if (part === "") continue;
      const literal = branch.literal.get(part);
      if (literal) {
        branch = literal;
      } else if (branch.parameter) {
        const { name, branch: below } = branch.parameter;
        branch = below;
        if (greedy.has(name)) {
          parameters[name] = parts
            .slice(index)
            .filter((rest) => rest !== "")
            .map(decoded)
            .join("/");
          break;
        }
        parameters[name] = part;
      } else {
        return undefined;
      }
    }
    const endpoint = branch.endpoints.get(method as Method);
    return endpoint && { endpoint, parameters };
  }

  #add(endpoint: Endpoint): void {
    let branch = this.#root;
    for (const part of endpoint.path.split("/").filter(Boolean)) {
      const name = /^\{(.+)\}$/.exec(part)?.[1];
      if (name === undefined) {
        const next = branch.literal.get(part) ?? newBranch();
        branch.literal.set(part, next);
        branch = next;
      } else {
        branch.parameter ??= { name, branch: newBranch() };
        if (branch.parameter.name !== name)
          throw new Error(`${endpoint.path}: {${name}} is {${branch.parameter.name}} elsewhere`);
        branch = branch.parameter.branch;
      }
    }
    if (branch.endpoints.has(endpoint.method)) throw new Error(`${endpoint.method} ${endpoint.path} is declared twice`);
    branch.endpoints.set(endpoint.method, endpoint);
  }
}

function decoded(part: string): string {
  if (!part.includes("%")) return part;
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
