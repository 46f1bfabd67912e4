import type { Artifact } from "../packer/artifact.ts";
import type { Stop } from "./stop.ts";

/** How a template is made on a node. */
export type Way = "ssh" | "api";

/**
 * What it takes to make a template, one step each: with the node's own programs over SSH, or through the API. A step that
 * was begun ends, whatever a person presses; only sending the disk stops when it is told.
 */
export interface Hands {
  /** Makes an empty machine. @throws StrataError with `already exists` where the number is somebody's */
  create(id: number, options: Readonly<Record<string, string>>): Promise<void>;
  destroy(id: number): Promise<void>;
  /** Brings the disk to the node, where it is hashed. @returns where it lies @throws StrataError 5 */
  send(artifact: Artifact, stop: Stop): Promise<string>;
  /** Makes what lies there the boot disk. */
  importDisk(id: number, landed: string, storage: string): Promise<void>;
  toTemplate(id: number): Promise<void>;
  rename(id: number, name: string, description: string): Promise<void>;
  /** Removes what was sent. */
  discard(landed: string): Promise<void>;
}

/** Name of a disk on the node for as long as it is needed. The same disk has the same, so that it can be gone on with. */
export function landingName({ manifest: { template, digest } }: Artifact): string {
  return `unfinished-${template}-${digest.slice("sha256:".length, "sha256:".length + 12)}.qcow2`;
}

/** What the boot disk is told beside its volume, as guests have it. */
export const diskOptions = "discard=on,iothread=1,ssd=1";

/** Whether it was for want of room that something failed, by Proxmox's words. */
export function isFull({ message }: Error): boolean {
  return /space|full/i.test(message);
}
