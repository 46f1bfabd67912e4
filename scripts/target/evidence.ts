import type { Guest, Lab } from "../../model/lab.ts";
import { allOf, type Touched } from "../../model/privileges.ts";
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
  /** What there must be privileges for. */
  readonly touched: Touched;
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
 * @param touched what is about to be touched, and alone counts; the whole lab unless said
 */
export function gather(lab: Lab, aim: Aim, touched: Touched = allOf(lab)): Evidence {
  const api = once(() => proxmox(aim.endpoint, aim.pin, aim.token()));
  return {
    lab,
    touched,
    nodes: touched.platform ? lab.nodes.map(({ name }) => name) : nodesOf(touched.guests),
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
