import { exitCodes, StrataError } from "../../../model/exit.ts";
import type { Lab } from "../../../model/lab.ts";
import { usualNetwork } from "../../../model/next-free.ts";
import type { Target } from "../../target/target.ts";
import { tokenName } from "../../target/token.ts";
import type { ChosenPlace } from "../template/place.ts";

/** What Packer's `proxmox-iso` is told: in words that anybody may see, and in its environment. */
export interface HostVariables {
  readonly variables: Readonly<Record<string, string>>;
  /** Holds the token's secret, and the certificate that is pinned. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Where Packer works and by whose right.
 *
 * @throws StrataError 3 where no storage of the node takes an installer, 1 where the site has no network
 */
export function hostVariables(target: Target, lab: Lab, { node, storage }: ChosenPlace): HostVariables {
  const token = target.token();
  const name = tokenName(token);
  const network = usualNetwork(lab);
  return {
    variables: {
      proxmox_url: `${target.endpoint}/api2/json`,
      proxmox_username: name,
      node: node.name,
      disk_storage: storage.name,
      iso_storage: isoStorage(lab, node.name),
      bridge: network.bridge,
      vlan: network.vlan === undefined ? "" : String(network.vlan),
    },
    environment: {
      PKR_VAR_proxmox_token: token.slice(name.length + 1),
      ...Object.fromEntries(
        ["SSL_CERT_FILE", "NO_PROXY", "no_proxy"].flatMap((variable) => {
          const value = target.environment[variable];
          return value === undefined ? [] : [[variable, value]];
        }),
      ),
    },
  };
}

function isoStorage({ site, storages }: Lab, node: string): string {
  const storage = storages.find(({ nodes, content }) => nodes.includes(node) && content.includes("iso"));
  if (storage) return storage.name;
  throw new StrataError(
    exitCodes.refused,
    `no storage of ${node} takes an installer; put iso into the content of one in personas/${site.name}/site.yaml`,
  );
}
