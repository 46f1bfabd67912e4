import type { Life } from "../life.ts";

/** Its data are told, so an import finds them too; the digest is that of the file with all plugins. */
export const acmePlugin: Life = {
  address: "proxmox_acme_dns_plugin.cloudflare",
  created: { plugin: "cloudflare", api: "cf", data: { CF_Token: "only-for-tests" } },
  updated: { data: { CF_Token: "only-for-tests", CF_Zone_ID: "lab" }, validation_delay: 60 },
  importId: "cloudflare",
  seen: {
    at: "/cluster/acme/plugins/cloudflare",
    created: { type: "dns", api: "cf", data: "CF_Token=only-for-tests" },
    updated: { "validation-delay": 60 },
  },
};
