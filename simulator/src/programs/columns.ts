/** Lines as printf writes them: a width on the left pads on the left, a negative one on the right. */
export function columns(widths: readonly number[], values: readonly (string | number)[]): string {
  const cells = values.map((value, index) => {
    const width = widths[index] ?? 0;
    return width < 0 ? String(value).padEnd(-width) : String(value).padStart(width);
  });
  return `${cells.join(" ")}\n`;
}

/** A guest's configuration as `qm config` and `pct config` print it; the raw lines of LXC stand last. */
export function configLines(config: Readonly<Record<string, unknown>>): string {
  const { digest: _, lxc, ...options } = config;
  const lines = Object.keys(options)
    .sort()
    .map((name) => `${name}: ${name === "description" ? encodedText(String(options[name])) : options[name]}\n`);
  const raw = Array.isArray(lxc) ? lxc.map(([name, value]: readonly string[]) => `${name}: ${value}\n`) : [];
  return [...lines, ...raw].join("");
}

/** Several lines as one, as configuration files hold them (PVE::ParseUtils, encode_text). */
const encodedText = (text: string): string =>
  text.replaceAll(/[^\u0020-\u0024\u0026-\u0039\u003b-\u007e]/gu, (letter) =>
    [...Buffer.from(letter)].map((octet) => `%${octet.toString(16).toUpperCase().padStart(2, "0")}`).join(""),
  );

interface Pending {
  readonly key: string;
  readonly value?: unknown;
  readonly pending?: unknown;
  readonly delete?: number;
}

/** What is set and what waits for the next start (PVE::GuestHelpers, format_pending). */
export function pendingLines(result: unknown): string {
  const entries = (result as readonly Pending[]).toSorted((a, b) => (a.key < b.key ? -1 : 1));
  return entries
    .filter(({ key }) => key !== "digest")
    .map(({ key, value, pending, delete: deleted }) => {
      if (value === undefined) return `new ${key}: ${pending}\n`;
      if (deleted) return `del ${key}: ${value}\n`;
      return pending === undefined ? `cur ${key}: ${value}\n` : `cur ${key}: ${value}\nnew ${key}: ${pending}\n`;
    })
    .join("");
}

interface Snapshot {
  readonly name: string;
  readonly parent?: string;
  readonly snaptime?: number;
  readonly description?: string;
}

/** Snapshots as a tree, the present below the last (PVE::GuestHelpers, print_snapshot_tree). */
export function snapshotTree(result: unknown): string {
  const snapshots = result as readonly Snapshot[];
  const known = new Set(snapshots.map(({ name }) => name));
  const below = (parent: string | undefined) =>
    snapshots
      .filter(
        (snapshot) =>
          (snapshot.parent !== undefined && known.has(snapshot.parent) ? snapshot.parent : undefined) === parent,
      )
      .toSorted((a, b) => (a.snaptime ?? Number.POSITIVE_INFINITY) - (b.snaptime ?? Number.POSITIVE_INFINITY));
  const print = (snapshot: Snapshot, prefix: string): string => {
    const { name, snaptime, description = "no-description" } = snapshot;
    const width = Math.max(0, 30 - prefix.length);
    const when = snaptime === undefined ? "" : new Date(snaptime * 1000).toISOString().slice(0, 19).replace("T", " ");
    const line = columns([0, -width, -23], [prefix, name, when, description.split("\n")[0] ?? ""]);
    return [line, ...below(name).map((child) => print(child, ` ${prefix}`))].join("");
  };
  return below(undefined)
    .map((snapshot) => print(snapshot, "`->"))
    .join("");
}
