import { TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import type { ProviderSource } from "../resource.ts";
import { block, blocks, type Config, encode, number, optional, required, string } from "../schema.ts";

/** https://github.com/bpg/terraform-provider-proxmox; each 0.x minor may break, so a new one is a decision. */
export const proxmox: ProviderSource = { name: "proxmox", source: "bpg/proxmox", version: "~> 0.111" };

/**
 * How the provider reaches Proxmox. What is not here is not here on purpose: `insecure` (the certificate is pinned and
 * its CA handed over in `SSL_CERT_FILE`) and every credential (the token comes in `PROXMOX_VE_API_TOKEN`).
 */
export const providerTable = {
  /** Address of the API, such as `https://192.168.88.10:8006`. */
  endpoint: optional(string),
  /** For what the API does not take: snippets. No connection is made until one is written. */
  ssh: block({
    username: optional(string),
    /** Private key in PEM form, without passphrase. */
    privateKey: optional(string),
    /** Where each node answers; without it the provider asks the API for the node's address. */
    node: blocks({
      name: required(string),
      address: required(string),
      /** @default 22 */
      port: optional(number),
    }),
  }),
} as const;

export type ProxmoxProviderConfig = Config<typeof providerTable>;

/** The provider `bpg/proxmox`. */
export class ProxmoxProvider extends TerraformProvider {
  readonly #config: ProxmoxProviderConfig;

  constructor(scope: Construct, id: string, config: ProxmoxProviderConfig) {
    super(scope, id, {
      terraformResourceType: proxmox.name,
      terraformGeneratorMetadata: { providerName: proxmox.name, providerVersionConstraint: proxmox.version },
      terraformProviderSource: proxmox.source,
    });
    this.#config = config;
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return encode(providerTable, this.#config);
  }
}
