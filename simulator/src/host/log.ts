/** The system log of a node: what its boot and its tasks wrote. */
import type { Cluster } from "../cluster.ts";
import { nodes } from "../nodes/node.ts";
import { tasks } from "../tasks/tasks.ts";

export interface LogLine {
  /** Seconds since 1970. */
  readonly time: number;
  readonly service: string;
  readonly text: string;
}

/** Oldest first. */
export function systemLog(cluster: Cluster, name: string): LogLine[] {
  const bootedAt = cluster.state.table(nodes).get(name)?.bootedAt ?? 0;
  const boot: LogLine[] = [
    {
      time: bootedAt,
      service: "systemd",
      text: "systemd[1]: Started pve-cluster.service - The Proxmox VE cluster filesystem.",
    },
    { time: bootedAt, service: "pvedaemon", text: "pvedaemon[1001]: starting server" },
    { time: bootedAt, service: "pveproxy", text: "pveproxy[1010]: starting server" },
  ];
  const work = cluster.state
    .table(tasks)
    .by("node", name)
    .flatMap(({ upid, user, pid, starttime, endtime, exitstatus }) => {
      const say = (time: number, text: string): LogLine => ({
        time,
        service: "pvedaemon",
        text: `pvedaemon[${pid}]: ${text}`,
      });
      return [
        say(starttime, `<${user}> starting task ${upid}`),
        ...(endtime === undefined ? [] : [say(endtime, `<${user}> end task ${upid} ${exitstatus}`)]),
      ];
    });
  return [...boot, ...work].sort((a, b) => a.time - b.time);
}

/** `Jan 01 00:00:00 pve pvedaemon[1001]: starting server` */
export function printedLine(node: string, { time, text }: LogLine): string {
  const [, day, month, , clock] = new Date(time * 1000).toUTCString().replace(",", "").split(" ");
  return `${month} ${day} ${clock} ${node} ${text}`;
}
