import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { exitCodes, StrataError } from "../../model/exit.ts";

/** Files of values that cdktf takes from the lab's root by itself, in its order: the last one wins. */
export function variableFiles(root: string): string[] {
  const names = readdirSync(root);
  return [
    ...["terraform.tfvars", "terraform.tfvars.json"].filter((name) => names.includes(name)),
    ...names.filter((name) => name.endsWith(".auto.tfvars")).sort(),
    ...names.filter((name) => name.endsWith(".auto.tfvars.json")).sort(),
  ];
}

/**
 * Endpoint that a file of values puts in place of the site's, and the file. OpenTofu lets such a file win over the
 * environment, so whoever is proven must be the one that it names. Throws (exit 3) where that cannot be read plainly, and
 * where a value is still a placeholder.
 */
export function endpointOverride(root: string): { file: string; endpoint: string } | undefined {
  return variableFiles(root)
    .flatMap((file) => {
      const lines = readFileSync(join(root, file), "utf8").split("\n").map(withoutComment);
      const left = lines.findIndex((line) => /TODO|CHANGEME/.test(line));
      if (left >= 0)
        throw new StrataError(
          exitCodes.refused,
          `${file}:${left + 1}: a value is still a placeholder; put it in, or remove the line`,
        );
      const endpoint = endpointIn(lines.join("\n"), file);
      return endpoint ? [{ file, endpoint }] : [];
    })
    .at(-1);
}

/** A `#` or `//` begins a comment unless it stands in quotes, as the slashes of an address do. */
function withoutComment(line: string): string {
  return /^(?:"(?:[^"\\]|\\.)*"|(?!#|\/\/)[^"])*/.exec(line)?.[0] ?? "";
}

function endpointIn(code: string, file: string): string | undefined {
  if (!code.includes("proxmox_endpoint")) return undefined;
  const value = /(?:^|[\s{,])"?proxmox_endpoint"?\s*[=:]\s*"([^"$%\\]*)"/.exec(code)?.[1];
  if (value && URL.canParse(value)) return value;
  throw new StrataError(
    exitCodes.refused,
    `${file}: proxmox_endpoint must be one address in quotes, such as "https://192.168.88.10:8006"`,
  );
}
