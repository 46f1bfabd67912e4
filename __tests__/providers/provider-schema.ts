import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { proxmox } from "../../providers/proxmox/provider.ts";
import { tofu } from "../tofu.ts";
import type { SchemaBlock } from "./differences.ts";

export interface ProviderSchema {
  readonly provider: { readonly block: SchemaBlock };
  readonly resource_schemas: Record<string, { readonly block: SchemaBlock }>;
}

/** What the pinned provider itself says of its resources. */
export async function readSchema(): Promise<ProviderSchema> {
  const folder = mkdtempSync(join(tmpdir(), "strata-schema-"));
  try {
    const { name, source, version } = proxmox;
    const configuration = { terraform: { required_providers: { [name]: { source, version } } } };
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify(configuration));
    await tofu(folder, ["init", "-input=false"]);
    const { provider_schemas } = JSON.parse(await tofu(folder, ["providers", "schema", "-json"]));
    const [schema] = Object.values(provider_schemas);
    return schema as ProviderSchema;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
