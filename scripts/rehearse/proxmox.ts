import { readFileSync } from "node:fs";
import { proxmox } from "../target/proxmox.ts";
import { readReadyFile } from "../target/ready-file.ts";
import type { Rehearsal } from "./step.ts";

/** A guest as the embedded Proxmox itself tells of it. */
export interface SeenGuest {
  readonly vmid: number;
  readonly node: string;
  readonly name: string;
  readonly status: string;
  /** Bytes. */
  readonly maxmem: number;
  readonly template: 0 | 1;
}

/** Every guest and template that exists, by what Proxmox says and not by what a state file believes. */
export async function guests({ simulator }: Rehearsal): Promise<SeenGuest[]> {
  return ask(simulator.readyFile, async (get) => (await get<SeenGuest[]>("/cluster/resources?type=vm")).data);
}

/** Volumes of a guest on a storage. */
export async function volumes(
  { simulator }: Rehearsal,
  node: string,
  storage: string,
  vmid: number,
): Promise<string[]> {
  return ask(simulator.readyFile, async (get) => {
    const { data } = await get<{ volid: string }[]>(`/nodes/${node}/storage/${storage}/content?vmid=${vmid}`);
    return data.map(({ volid }) => volid);
  });
}

type Get = ReturnType<typeof proxmox>["get"];

async function ask<T>(readyFile: string, question: (get: Get) => Promise<T>): Promise<T> {
  const { endpoint, caFile, apiToken } = readReadyFile(readyFile);
  const client = proxmox(
    endpoint,
    { kind: "ca", certificate: readFileSync(caFile, "utf8"), source: readyFile },
    apiToken,
  );
  try {
    return await question(client.get);
  } finally {
    client.close();
  }
}
