import { exitCodes, StrataError } from "../../../model/exit.ts";
import type { Aim } from "../../target/aim.ts";
import { type Proxmox, proxmox } from "../../target/proxmox.ts";

/** A guest or template that exists on the target. */
export interface Standing {
  readonly vmid: number;
  readonly name: string;
  readonly node: string;
  readonly template: boolean;
}

/** What the target tells before anything is done to it. */
export interface Look {
  readonly standing: readonly Standing[];
  remarks(guest: Standing): Promise<string>;
  close(): void;
}

/** Asks the target's API what exists, by looking only. @throws StrataError 3 or 4 */
export async function look(aim: Aim): Promise<Look> {
  const api = proxmox(aim.endpoint, aim.pin, aim.token());
  return {
    standing: await standingOn(api),
    remarks: (guest) => remarksOn(api, guest),
    close: () => api.close(),
  };
}

/** Every machine and container of the target. */
export async function standingOn(api: Proxmox): Promise<Standing[]> {
  const { data } =
    await api.get<readonly { vmid: number; name?: string; node: string; template?: number }[]>(
      "/cluster/resources?type=vm",
    );
  return data.map(({ vmid, name = "", node, template }) => ({ vmid, name, node, template: template === 1 }));
}

/** Remarks of a machine, as Proxmox keeps them. */
export async function remarksOn(api: Proxmox, { node, vmid }: Standing): Promise<string> {
  const { data } = await api.get<{ description?: string }>(`/nodes/${node}/qemu/${vmid}/config`);
  return data.description ?? "";
}

/** The one that a number belongs to. */
export function taken(standing: readonly Standing[], vmid: number): Standing | undefined {
  return standing.find((guest) => guest.vmid === vmid);
}

/** @throws StrataError 3: the number is somebody else's */
export function refuseTaken(id: number, { name, node }: Pick<Standing, "name" | "node">, file: string): StrataError {
  return new StrataError(
    exitCodes.refused,
    `number ${id} is taken by ${name || "a guest without a name"} on ${node}; put a free one into ${file}, or say --id`,
  );
}
