import { exitCodes, StrataError } from "../model/exit.ts";

/** Bytes as MiB, which is what Proxmox counts memory in. */
export function mebibytes(bytes: number, what: string): number {
  return whole(bytes, 2 ** 20, "MiB", what);
}

/** Bytes as GiB, which is what the provider counts disks in. */
export function gibibytes(bytes: number, what: string): number {
  return whole(bytes, 2 ** 30, "GiB", what);
}

/** Rounding would make a guest other than its file says, so what does not divide is refused. */
function whole(bytes: number, unit: number, name: string, what: string): number {
  if (bytes % unit === 0) return bytes / unit;
  throw new StrataError(
    exitCodes.wrongInput,
    `${what} is ${bytes / unit}${name}; write it as a whole number of ${name}`,
  );
}
