import type { Life } from "../life.ts";
import { registry } from "../registry.ts";

/** A registry that the world describes as one to be asked without TLS. */
export const ociImage: Life = {
  address: "proxmox_oci_image.hello",
  created: { node_name: "pve", datastore_id: "local", reference: `${registry.location}/lab/hello:latest` },
  updated: { upload_timeout: 900 },
  seen: {
    at: `/nodes/pve/storage/local/content/${encodeURIComponent("vztmpl/hello_latest.tar")}`,
    created: { path: "/var/lib/vz/template/cache/hello_latest.tar" },
  },
};
