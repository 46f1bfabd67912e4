import { optional, required, string } from "../schema.ts";
import { resourceOf } from "./resource-of.ts";

const poolTable = { poolId: required(string), comment: optional(string) } as const;

/** A pool of Proxmox, which groups guests. */
export class Pool extends resourceOf("proxmox_virtual_environment_pool", poolTable) {}
