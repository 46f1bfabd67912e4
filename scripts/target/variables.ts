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
 * environment, so whoever is proven must be the one that it names; a value that is not plain text is refused (exit 3).
 */
export function endpointOverride(root: string): { file: string; endpoint: string } | undefined {
  return variableFiles(root)
    .flatMap((file) => {
      const endpoint = endpointIn(readFileSync(join(root, file), "utf8"), file);
      return endpoint ? [{ file, endpoint }] : [];
    })
    .at(-1);
}

function endpointIn(text: string, file: string): string | undefined {
  const code = text.replace(/^\s*(#|\/\/).*$/gm, "");
  if (!code.includes("proxmox_endpoint")) return undefined;
  const value = /(?:^|[\s{,])"?proxmox_endpoint"?\s*[=:]\s*"([^"$%\\]*)"/.exec(code)?.[1];
  if (value && URL.canParse(value)) return value;
  throw new StrataError(
    exitCodes.refused,
    `${file}: proxmox_endpoint must be one address in quotes, such as "https://192.168.88.10:8006"`,
  );
}
