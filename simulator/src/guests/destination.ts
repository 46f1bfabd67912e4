import { invalidParameters } from "../kernel/error.ts";

/** A volume moves to a storage, or is given to another guest: one of the two is said. */
export function demandOneDestination(storage: string | undefined, guest: number | undefined): void {
  if ((storage === undefined) !== (guest === undefined)) return;
  const text =
    guest === undefined
      ? "both 'storage' and 'target-vmid' missing, either needs to be set"
      : "either set 'storage' or 'target-vmid', but not both";
  throw invalidParameters({ "target-vmid": text, storage: text });
}
