/** `pvesm path`: where a volume lies, or would lie. */
import { formatted } from "../../schema/schema.ts";
import { findVolume, storageNamed } from "../../storage/access.ts";
import { pathOf } from "../../storage/files.ts";
import { placeOf } from "../../storage/slices.ts";
import { parseVolumeName, splitVolid } from "../../storage/volume-name.ts";
import { ProgramError, refusedAsProgram } from "../program-error.ts";
import type { OwnSubcommand } from "../subcommand.ts";

export const path: OwnSubcommand = {
  operands: ["volume"],
  parameters: { volume: formatted("pve-volume-id") },
  run({ volume: volid }, { api: { cluster, node }, context }) {
    const split = splitVolid(String(volid));
    if (!split)
      throw new ProgramError(
        `400 Parameter verification failed.\nvolume: invalid format - unable to parse volume ID '${volid}'\n`,
        { usage: true },
      );
    const where = refusedAsProgram(() => {
      const storage = storageNamed(cluster, split.storage);
      const { content, format } = parseVolumeName(storage, split.name);
      const place = placeOf(storage, node);
      const absent = {
        volid: String(volid),
        storage: split.storage,
        place,
        content,
        format,
        size: 0,
        used: 0,
        ctime: 0,
      };
      return pathOf(storage, findVolume(cluster, node, String(volid)) ?? absent);
    });
    context.print(`${where}\n`);
    return 0;
  },
};
