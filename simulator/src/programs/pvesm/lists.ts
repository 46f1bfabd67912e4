/** The tables of `pvesm status` and `pvesm list`. */
import { columns } from "../columns.ts";

interface StorageStatus {
  readonly storage: string;
  readonly type: string;
  readonly active: number;
  readonly enabled: number;
  /** Bytes, all three. */
  readonly total: number;
  readonly used: number;
  readonly avail: number;
}

export function storageList(result: unknown): string {
  const storages = (result as readonly StorageStatus[]).toSorted((a, b) => (a.storage < b.storage ? -1 : 1));
  const widths = [-(1 + Math.max(0, ...storages.map(({ storage }) => storage.length))), 10, 10, 15, 15, 15, 8];
  const kib = (bytes: number) => Math.floor(bytes / 1024);
  const rows = storages.map(({ storage, type, active, enabled, total, used, avail }) => {
    const share = total > 0 ? (used * 100) / total : 0;
    const state = !enabled ? "disabled" : active ? "active" : "inactive";
    const percent = enabled ? `${share.toFixed(2).padStart(7)}%` : "N/A";
    return columns(widths, [storage, type, state, kib(total), kib(used), kib(avail), percent]);
  });
  const head = ["Name", "Type", "Status", "Total (KiB)", "Used (KiB)", "Available (KiB)", "%"];
  return [columns(widths, head), ...rows].join("");
}

interface Listed {
  readonly volid: string;
  readonly format: string;
  readonly content: string;
  readonly size: number;
  readonly vmid?: number;
}

/** What belongs to guests stands first. */
export function contentList(result: unknown): string {
  const volumes = result as readonly Listed[];
  const longest = Math.max(0, ...volumes.map(({ volid }) => volid.length));
  const digits = String(Math.max(0, ...volumes.map(({ size }) => size))).length;
  const widths = [-longest, -7, -9, digits];
  const row = ({ volid, format, content, size, vmid }: Listed) =>
    columns(widths, [volid, format, content, size, ...(vmid === undefined ? [] : [vmid])]);
  const owned = volumes.filter(({ vmid }) => vmid !== undefined);
  const others = volumes.filter(({ vmid }) => vmid === undefined).toSorted((a, b) => (a.format < b.format ? -1 : 1));
  return [columns(widths, ["Volid", "Format", "Type", "Size", "VMID"]), ...owned.map(row), ...others.map(row)].join("");
}
