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
  /** Guests for which there must be privileges. */
  readonly guests: readonly Guest[];
  /** Nodes that must be on. */
  readonly nodes: readonly string[];
  readonly aim: Aim;
  peer(): Promise<Peer>;
  api(): Proxmox;
  version(): Promise<Answer<{ version: string }>>;
  cluster(): Promise<Answer<readonly ClusterStatus[]>>;
  close(): void;
}

/**
 * Nothing is asked yet; each answer is kept.
 *
 * @param touched guests that are about to be touched, and that alone count; the whole lab unless said
 */
export function gather(lab: Lab, aim: Aim, touched?: readonly Guest[]): Evidence {
  const api = once(() => proxmox(aim.endpoint, aim.pin, aim.token()));
  return {
    lab,
    guests: touched ?? lab.guests,
    nodes: touched ? nodesOf(touched) : lab.nodes.map(({ name }) => name),
    aim,
    api,
    peer: once(() => meet(aim.endpoint, aim.pin)),
    version: once(() => api().get("/version")),
    cluster: once(() => api().get("/cluster/status")),
    close: () => api().close(),
  };
}

/** Where guests are, and where the templates are that they are cloned from. */
function nodesOf(guests: readonly Guest[]): string[] {
  return [
    ...new Set(
      guests.flatMap((guest) =>
        guest.kind === "lxc" ? [guest.node.name] : [guest.node.name, guest.release.template.node],
      ),
    ),
  ];
}

/** Makes a value when it is first wanted, and gives the same ever after. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
