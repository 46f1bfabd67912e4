import { statfs } from "node:fs/promises";
import { GiB, roughSize } from "../../../model/bytes.ts";
import { exitCodes, StrataError } from "../../../model/exit.ts";
import { place } from "../../../model/fault.ts";
import type { Image } from "../../../model/lab.ts";
import { type Accelerator, accelerator } from "../boot/accelerator.ts";

/** Refuses a recipe that still says TODO or CHANGEME: the first one in one line, and how many more. */
export function refuseUnsettled({ name, recipe: { placeholders } }: Image): void {
  const [first, ...others] = placeholders;
  if (!first) return;
  const more = others.length > 0 ? ` (and ${others.length} more)` : "";
  throw new StrataError(
    exitCodes.refused,
    `${place(first.at)}: ${first.message}${more}; nothing is built of ${name} before that is settled`,
  );
}

/** Room beside the disk itself for Packer's compressed copy of what is written, and a little to breathe. */
const besides = 1 * GiB;

/** Refuses to begin what may not fit. A disk that is sparse takes less; how much less nobody knows before. */
export async function refuseFull(folder: string, { disk }: Image): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= disk + besides) return;
  throw new StrataError(
    exitCodes.refused,
    `${folder} has ${roughSize(free)} free and the build may take ${roughSize(disk + besides)}; free some, then run this again`,
  );
}

/**
 * What QEMU is to run on. Emulation is agreed to beforehand (`--tcg`, or `STRATA_TCG=1` where a stack starts the build).
 *
 * @throws StrataError 3 where there is no KVM and nobody agreed
 */
export async function chooseAccelerator(agreed: boolean): Promise<Accelerator> {
  const chosen = await accelerator();
  if (chosen === "kvm" || agreed) return chosen;
  throw new StrataError(
    exitCodes.refused,
    "KVM cannot be used here (no /dev/kvm, or no right to it); under emulation a build takes about ten times as long: say --tcg (STRATA_TCG=1) to go on",
  );
}
