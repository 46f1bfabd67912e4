import { readFileSync } from "node:fs";

interface State {
  readonly resources?: readonly {
    readonly type: string;
    readonly instances: readonly {
      readonly attributes?: { readonly clone?: readonly { readonly vm_id?: number }[] };
    }[];
  }[];
}

/** Number of the template that the machine of a state was cloned from; undefined before its first apply. */
export function appliedTemplate(stateFile: string): number | undefined {
  try {
    const { resources = [] } = JSON.parse(readFileSync(stateFile, "utf8")) as State;
    const machine = resources.find(({ type }) => type === "proxmox_virtual_environment_vm");
    return machine?.instances[0]?.attributes?.clone?.[0]?.vm_id;
  } catch {
    return undefined;
  }
}
