import type { Construct } from "constructs";
import { Resource, type ResourceBinding, type ResourceOptions } from "../resource.ts";
import type { Config, Table } from "../schema.ts";
import { proxmox } from "./provider.ts";

/** The class of a type of resource, from its table: what a subclass adds is what others may read of it. */
export function resourceOf<const S extends Table>(type: string, table: S) {
  const binding: ResourceBinding<S> = { type, provider: proxmox, table };
  return class extends Resource<S> {
    static readonly binding = binding;

    constructor(scope: Construct, id: string, config: Config<S> & ResourceOptions) {
      super(scope, id, binding, config);
    }
  };
}
