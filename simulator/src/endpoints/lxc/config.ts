/** Reading and changing a container's configuration. */
import type { Config } from "../../guests/guest.ts";
import { mergedConfig, snapshotOf } from "../../guests/record.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { invalidParameters } from "../../kernel/error.ts";
import { digestOf, rawOptions } from "../../lxc/config-file.ts";
import { containerOn } from "../../lxc/container.ts";
import { configOptions } from "../../lxc/options/index.ts";
import { updateContainer } from "../../lxc/update.ts";
import type { Caller } from "../../permission/caller.ts";
import { anyOf, must, privileged } from "../../permission/rule.ts";
import { configId } from "../../schema/common.ts";
import { boolean, formatted, optional, string } from "../../schema/schema.ts";

export const readConfig = endpoint({
  method: "GET",
  path: "/nodes/{node}/lxc/{vmid}/config",
  permission: must(privileged("/vms/{vmid}", "VM.Audit")),
  parameters: { current: optional(boolean(), false), snapshot: optional(configId({ maxLength: 40 })) },
  run({ cluster, caller, parameters: { current, snapshot, ...at } }) {
    if (snapshot !== undefined && current) {
      const both = "cannot use 'snapshot' parameter with 'current'";
      throw invalidParameters({ snapshot: both, current: both });
    }
    const guest = containerOn(cluster, at);
    const config = snapshot !== undefined ? snapshotOf(guest, snapshot) : current ? guest.config : mergedConfig(guest);
    const raw = rawOptions(config);
    const { lxc: _, ...shown } = readable(caller, guest.vmid, config);
    return { ...shown, ...(raw.length > 0 && { lxc: raw }), digest: digestOf(guest) };
  },
});

/** The environment of its processes may hold secrets: who may not change it does not see it. */
function readable(caller: Caller, vmid: number, config: Config): Config {
  if (config.env === undefined || caller.can(`/vms/${vmid}`, ["VM.Config.Options"])) return config;
  const { env: _, ...rest } = config;
  return rest;
}

export const setConfig = endpoint({
  method: "PUT",
  path: "/nodes/{node}/lxc/{vmid}/config",
  permission: must(
    anyOf(
      "/vms/{vmid}",
      "VM.Config.Disk",
      "VM.Config.CPU",
      "VM.Config.Memory",
      "VM.Config.Network",
      "VM.Config.Options",
    ),
  ),
  parameters: {
    ...configOptions,
    delete: optional(formatted("pve-configid-list")),
    revert: optional(formatted("pve-configid-list")),
    digest: optional(string({ maxLength: 40 })),
  },
  run({ cluster, caller, parameters }) {
    const { delete: remove, revert, digest } = parameters;
    updateContainer(cluster, caller, containerOn(cluster, parameters), { parameters, remove, revert, digest });
    return null;
  },
});

export const pending = endpoint({
  method: "GET",
  path: "/nodes/{node}/lxc/{vmid}/pending",
  permission: must(privileged("/vms/{vmid}", "VM.Audit")),
  run({ cluster, caller, parameters }) {
    const guest = containerOn(cluster, parameters);
    const { lxc: _, ...config } = readable(caller, guest.vmid, guest.config);
    const hidden = config.env === undefined && guest.config.env !== undefined;
    const names = new Set(
      [...Object.keys(config), ...Object.keys(guest.pending)].filter((name) => !(hidden && name === "env")),
    );
    const items = [...names].sort().map((key) => {
      const waits = guest.pending[key];
      return {
        key,
        ...(config[key] !== undefined && { value: config[key] }),
        ...(waits === null ? { delete: 1 } : waits !== undefined && { pending: waits }),
      };
    });
    return [...items, { key: "digest", value: digestOf(guest) }];
  },
});
