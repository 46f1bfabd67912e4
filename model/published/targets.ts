import type { Guest, Lab } from "../lab.ts";
import { servicesOf } from "./services.ts";

/** What Prometheus is to ask, as its `file_sd_configs` read it. */
export interface TargetGroup {
  readonly targets: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

/** Port of Prometheus' node_exporter. */
const nodeExporter = 9100;

/** The system of every node and guest, where a node_exporter runs on it. Addresses, so that no alarm hangs on DNS. */
export function machineTargets({ site, nodes, guests }: Lab): readonly TargetGroup[] {
  return [
    ...nodes.map(({ name, address }) => ({
      targets: [`${address}:${nodeExporter}`],
      labels: { instance: name, site: site.name, kind: "node", node: name },
    })),
    ...guests.map((guest) => ({
      targets: [`${guest.address}:${nodeExporter}`],
      labels: labelsOf(site.name, guest),
    })),
  ];
}

/** What workloads tell of themselves. */
export function serviceTargets({ site, guests }: Lab): readonly TargetGroup[] {
  return guests.flatMap((guest) =>
    servicesOf(guest).flatMap(({ name, metrics }) =>
      metrics === undefined
        ? []
        : {
            targets: [`${guest.address}:${metrics.port}`],
            labels: { ...labelsOf(site.name, guest), service: name, __metrics_path__: metrics.path },
          },
    ),
  );
}

function labelsOf(site: string, { name, kind, id, node }: Guest): Record<string, string> {
  return { instance: name, site, kind, id: String(id), node: node.name };
}
