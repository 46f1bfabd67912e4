/** Starting and stopping guests of either kind. */
import type { Cluster } from "../cluster.ts";
import { shutDownContainer, startContainer } from "../lxc/power.ts";
import { shutdownMachine, startMachine } from "../qemu/power.ts";
import type { Work } from "../tasks/work.ts";
import type { Guest } from "./guest.ts";

export interface PowerWork {
  /** Type of its task. */
  readonly task: string;
  readonly work: Work;
}

export const powerUp = (cluster: Cluster, guest: Guest): PowerWork =>
  guest.kind === "qemu"
    ? { task: "qmstart", work: startMachine(cluster, guest) }
    : { task: "vzstart", work: startContainer(cluster, guest) };

/** @param timeout seconds that its system has; @param force whether to end it then */
export const powerDown = (cluster: Cluster, guest: Guest, timeout: number, force: boolean): PowerWork =>
  guest.kind === "qemu"
    ? { task: "qmshutdown", work: shutdownMachine(cluster, guest, { timeout, force }) }
    : { task: "vzshutdown", work: shutDownContainer(cluster, guest, { timeout, force }) };

/** How Proxmox writes of it: `VM 100`, `CT 200`. */
export const nameOf = ({ kind, vmid }: Guest): string => `${kind === "qemu" ? "VM" : "CT"} ${vmid}`;

export interface StartupOrder {
  /** Lower ones start first and stop last; without one, after all. */
  readonly order: number;
  /** Seconds to wait after the start. */
  readonly up: number | undefined;
  /** Seconds that the system has to shut down. */
  readonly down: number | undefined;
}

/** What `startup` says: `order=1,up=30,down=60`, or `1` alone. */
export function startupOf({ config }: Guest): StartupOrder {
  const parts = new Map(
    String(config.startup ?? "")
      .split(",")
      .map((part): [string, number] =>
        part.includes("=") ? [part.split("=")[0] ?? "", Number(part.split("=")[1])] : ["order", Number(part)],
      ),
  );
  const order = config.startup === undefined ? undefined : parts.get("order");
  return { order: order ?? Number.MAX_SAFE_INTEGER, up: parts.get("up"), down: parts.get("down") };
}
