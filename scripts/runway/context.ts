import type { Guest, Lab } from "../../model/lab.ts";
import { loadLab } from "../../model/load.ts";
import { type Aim, aim } from "../target/aim.ts";
import { type Evidence, gather, once } from "../target/evidence.ts";
import type { Answer } from "../target/proxmox.ts";

/** A guest or template as Proxmox lists it in `GET /cluster/resources?type=vm`. */
export interface Resource {
  readonly vmid: number;
  readonly name?: string;
  readonly node: string;
  readonly type: "qemu" | "lxc";
  readonly template?: 0 | 1;
}

/** What the checks of the runway look at; each thing is read once, when a check wants it. */
export interface Runway {
  readonly root: string;
  readonly site: string;
  lab(): Lab;
  aim(): Aim;
  evidence(): Evidence;
  /** Guests and templates that are there, by VMID. */
  resources(): Promise<ReadonlyMap<number, Resource>>;
  /** Asks a node: `GET /nodes/<node><path>`. */
  ask<T>(node: string, path: string): Promise<T>;
}

export function openRunway(root: string, site: string): Runway {
  const lab = once(() => loadLab(root, site));
  const aimed = once(() => aim(lab(), root));
  const evidence = once(() => gather(lab(), aimed()));
  const get = async <T>(path: string) => ((await evidence().api().get(path)) as Answer<T>).data;
  return {
    root,
    site,
    lab,
    aim: aimed,
    evidence,
    resources: once(async () => byId(await get<Resource[]>("/cluster/resources?type=vm"))),
    ask: (node, path) => get(`/nodes/${node}${path}`),
  };
}

const byId = (resources: readonly Resource[]) => new Map(resources.map((resource) => [resource.vmid, resource]));

/** What is to be created: guests whose number nobody has yet. */
export async function toBeCreated({ lab, resources }: Runway): Promise<Guest[]> {
  const there = await resources();
  return lab().guests.filter(({ id }) => !there.has(id));
}
