import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import type { Lab } from "../model/lab.ts";
import type { Simulator, World } from "../simulator/src/index.ts";

/** The lab's nodes and storages, and the templates of its releases. */
export function worldOf({ site, nodes, storages, images }: Lab): World {
  return {
    cluster: site.cluster,
    nodes: nodes.map(({ name, address, cores, memory }) => ({ name, address, cores, memory: mebibytes(memory.total) })),
    storages: storages.map(({ name, type, content, size, nodes, shared, path, pool }) => ({
      ...{ id: name, type, content, size: mebibytes(size), nodes, shared },
      options: { ...(path && { path }), ...(pool && { pool }) },
    })),
    guests: images.flatMap((image) =>
      image.releases.map(({ template, disk }) => ({
        ...{
          vmid: template.id,
          node: template.node,
          name: template.name,
          template: true,
          firmware: "uefi",
          machine: "q35",
        },
        disk: { storage: template.storage, size: mebibytes(disk), interface: "scsi0" },
        agent: true,
        cloudInit: true,
      })),
    ),
  };
}

function mebibytes(size: number): string {
  return `${Math.floor(size / 2 ** 20)}MiB`;
}

/**
 * What a client needs to find the embedded Proxmox and to trust it, without losing the registries it trusted before.
 *
 * @param folder takes the files that it names
 */
export function aimedAt({ endpoint, apiToken, caFile, ssh }: Simulator, folder: string): Record<string, string> {
  const [ready, bundle] = [join(folder, "ready.json"), join(folder, "trust.pem")];
  writeFileSync(ready, JSON.stringify({ endpoint, apiToken, caFile, ssh }), { mode: 0o600 });
  writeFileSync(bundle, [...rootCertificates, readFileSync(caFile, "utf8")].join("\n"));
  return {
    STRATA_TARGET: ready,
    PROXMOX_VE_API_TOKEN: apiToken,
    SSL_CERT_FILE: bundle,
    TF_VAR_proxmox_endpoint: endpoint,
  };
}
