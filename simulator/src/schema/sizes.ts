/** Sizes as Proxmox writes them: `10G`, `512M`, `4K`, plain bytes. */

const units = { "": 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 } as const;

/** Bytes of `10G`, `1.5T`, `10GiB` or `4096`; undefined when the text is no size. */
export function parseSize(text: string): number | undefined {
  const [, digits, unit = ""] = /^(\d+(?:\.\d+)?)\s*([KMGT]?)(?:iB)?$/.exec(text.trim()) ?? [];
  return digits === undefined ? undefined : Math.floor(Number(digits) * units[unit as keyof typeof units]);
}

/** The shortest exact form. */
export function printSize(bytes: number): string {
  for (const unit of ["T", "G", "M", "K"] as const) {
    if (bytes >= units[unit] && bytes % units[unit] === 0) return `${bytes / units[unit]}${unit}`;
  }
  return String(bytes);
}
