import type { Tool } from "./resolve.ts";

/** The tools in one line, such as `OpenTofu 1.12.6 built · hashicorp/null offline stand-in`. */
export function toolLine(tools: readonly Tool[]): string {
  // The version of a stand-in is that of the provider it is not.
  return tools
    .map(({ name, version, source }) =>
      source === "offline stand-in" ? `${name} ${source}` : `${name} ${version} ${source}`,
    )
    .join(" · ");
}
