import type { Guest, Lab } from "../../model/lab.ts";
import type { Aim } from "./aim.ts";
import { meet, type Peer } from "./peer.ts";
import { type Answer, type Proxmox, proxmox } from "./proxmox.ts";

/** What Proxmox says about the cluster and its nodes in `GET /cluster/status`. */
export interface ClusterStatus {
  readonly type: "cluster" | "node";
  readonly name: string;
  readonly online?: 0 | 1;
  readonly quorate?: 0 | 1;
}

/** What is known about a target, each thing asked once and only when a check wants it. */
export interface Evidence {
  readonly lab: Lab;
  /** Guests that are about to be touched: their nodes and privileges count. */
  readonly guests: readonly Guest[];
  readonly aim: Aim;
  peer(): Promise<Peer>;
  api(): Proxmox;
  version(): Promise<Answer<{ version: string }>>;
  cluster(): Promise<Answer<readonly ClusterStatus[]>>;
  close(): void;
}

/** Nothing is asked yet; each answer is kept. */
export function gather(lab: Lab, guests: readonly Guest[], aim: Aim): Evidence {
  const api = once(() => proxmox(aim.endpoint, aim.pin, aim.token()));
  return {
    lab,
    guests,
    aim,
    api,
    peer: once(() => meet(aim.endpoint, aim.pin)),
    version: once(() => api().get("/version")),
    cluster: once(() => api().get("/cluster/status")),
    close: () => api().close(),
  };
}

/** Makes a value when it is first wanted, and gives the same ever after. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
