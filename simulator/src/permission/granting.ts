/** Who may change what is granted on a path. Source: PVE::RPCEnvironment, check_perm_modify. */
import { forbidden } from "../kernel/error.ts";
import type { Caller } from "./caller.ts";

/** Privileges that let one grant below a path, beside Permissions.Modify. */
const owners: readonly (readonly [string, string])[] = [
  ["/storage/", "Datastore.Allocate"],
  ["/vms/", "VM.Allocate"],
  ["/pool/", "Pool.Allocate"],
];

/** The reason why not, or undefined when the caller may. */
export function grantingDenial(caller: Caller, path: string): string | undefined {
  const owner = owners.find(([prefix]) => path.startsWith(prefix));
  return caller.denial(path, ["Permissions.Modify", ...(owner ? [owner[1]] : [])], { any: true });
}

/** @throws 403 when the caller may not grant on the path */
export function demandGranting(caller: Caller, path: string): void {
  const denied = grantingDenial(caller, path);
  if (denied !== undefined) throw forbidden(denied);
}
