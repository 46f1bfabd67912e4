import type { LivingGuest } from "../../model/adoption/living.ts";
import type { Aim } from "../target/aim.ts";
import { type Proxmox, proxmox } from "../target/proxmox.ts";

/** A guest as `GET /cluster/resources?type=vm` tells of it. */
interface Resource {
  readonly vmid: number;
  readonly type: "qemu" | "lxc";
  readonly name?: string;
  readonly node: string;
  readonly template?: 0 | 1;
  readonly pool?: string;
}

/** Every guest that the token may see, by looking only. @throws StrataError as `Proxmox.get` does */
export async function look({ endpoint, pin, token }: Aim): Promise<LivingGuest[]> {
  const api = proxmox(endpoint, pin, token());
  try {
    const { data } = await api.get<readonly Resource[]>("/cluster/resources?type=vm");
    return await Promise.all(data.map((resource) => guestOf(api, resource)));
  } finally {
    api.close();
  }
}

async function guestOf(api: Proxmox, { vmid, type, name, node, template, pool }: Resource): Promise<LivingGuest> {
  const path = `/nodes/${node}/lxc/${vmid}/config`;
  const config = type === "lxc" ? (await api.get<Readonly<Record<string, unknown>>>(path)).data : {};
  return {
    id: vmid,
    kind: type === "lxc" ? "lxc" : "vm",
    name: name ?? String(vmid),
    node,
    template: template === 1,
    ...(pool !== undefined && { pool }),
    options: Object.fromEntries(Object.entries(config).map(([option, value]) => [option, String(value).trimEnd()])),
  };
}
