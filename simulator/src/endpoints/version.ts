/** Which Proxmox VE this is. */
import { shownOptions } from "../datacenter/options.ts";
import { endpoint } from "../kernel/endpoint.ts";
import { everyone } from "../permission/rule.ts";

/** The release whose API schema is the judge of this simulator. */
export const pveVersion = { version: "9.1.4", release: "9.1", repoid: "5ac30304265fbd8e" } as const;

/** Kernel that Proxmox VE 9.1 boots. */
export const kernelRelease = "6.17.4-2-pve";

export const version = endpoint({
  method: "GET",
  path: "/version",
  permission: everyone,
  run({ cluster }) {
    const { console } = shownOptions(cluster);
    return { ...(console !== undefined && { console }), ...pveVersion };
  },
});
