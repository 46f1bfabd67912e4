/** Task identifiers as Proxmox writes them: `UPID:pve:0000108B:0001E240:68E9F0A0:qmclone:9000:root@pam!ci:`. */

export interface UpidParts {
  readonly node: string;
  readonly pid: number;
  /** Start of the worker, in hundredths of a second since the node booted. */
  readonly pstart: number;
  /** Seconds since 1970. */
  readonly starttime: number;
  readonly type: string;
  readonly id: string;
  /** User or token. */
  readonly user: string;
}

const hex = (value: number): string => value.toString(16).toUpperCase().padStart(8, "0");

export function printUpid({ node, pid, pstart, starttime, type, id, user }: UpidParts): string {
  return `UPID:${node}:${hex(pid)}:${hex(pstart)}:${hex(starttime)}:${type}:${id}:${user}:`;
}

const shape =
  /^UPID:([a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?):([0-9A-Fa-f]{8}):([0-9A-Fa-f]{8,9}):([0-9A-Fa-f]{8}):([^:\s/]+):([^:\s/]*):([^:\s/]+):$/;

/** Undefined when the text is none. */
export function parseUpid(text: string): UpidParts | undefined {
  const [, node = "", pid = "", pstart = "", starttime = "", type = "", id = "", user = ""] = shape.exec(text) ?? [];
  if (node === "") return undefined;
  const number = (digits: string) => Number.parseInt(digits, 16);
  return { node, pid: number(pid), pstart: number(pstart), starttime: number(starttime), type, id, user };
}
