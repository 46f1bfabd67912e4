const units = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 } as const;
type Unit = keyof typeof units;

/**
 * How a size is written: a number and a unit. `GiB` says it in full; `G` alone means the same, because Proxmox reads
 * `100G` as 100 × 2³⁰ bytes (PVE::JSONSchema, `parse_size`). Decimal units (`GB`) are not taken: nothing here uses them.
 */
export const sizePattern = /^(\d+(?:\.\d+)?)([KMGT])(?:iB)?$/;

/** Bytes of a size such as `24GiB`, `31.29GiB` or `100G`; undefined where it is none. Fractions end on a whole byte. */
export function parseSize(text: string): number | undefined {
  const [, amount, unit] = sizePattern.exec(text) ?? [];
  return amount === undefined ? undefined : Math.round(Number(amount) * units[unit as Unit]);
}

/** Exactly these bytes, in the largest unit that needs no fraction: `24GiB`, `1536MiB`. Whole KiB only. */
export function formatSize(bytes: number): string {
  const unit = (["T", "G", "M"] as const).find((candidate) => bytes > 0 && bytes % units[candidate] === 0) ?? "K";
  return `${bytes / units[unit]}${unit}iB`;
}

/** About these bytes, to one decimal, for a sentence: `25.3GiB`, `24GiB`, `512MiB`. */
export function roughSize(bytes: number): string {
  if (bytes === 0) return "0GiB";
  const unit = (["T", "G", "M"] as const).find((candidate) => Math.abs(bytes) >= units[candidate]) ?? "K";
  return `${Math.round((bytes / units[unit]) * 10) / 10}${unit}iB`;
}

export const KiB = units.K;
export const MiB = units.M;
export const GiB = units.G;
