/** File systems of ZFS that somebody made beside those of the storages: what a node keeps for its guests and itself. */
import type { Cluster } from "../../cluster.ts";
import { storages } from "../../storage/slices.ts";
import { slice } from "../../store/slice.ts";

export interface Dataset {
  readonly node: string;
  /** `tank/data/gitea` */
  readonly name: string;
  /** Bytes, 0 for none. */
  readonly quota: number;
  /** Bytes. */
  readonly recordsize: number;
}

export const datasets = slice<Dataset, "node">("datasets", { node: (dataset) => dataset.node });

/** OpenZFS' default. */
export const usualRecordsize = 128 * 1024;

export const mountpointOf = ({ name }: Pick<Dataset, "name">): string => `/${name}`;

const keyOf = (node: string, name: string): string => `${node} ${name}`;

/** A dataset of a node; the pool of a storage is one, and so is each on the way to where its volumes are. */
export function findDataset(cluster: Cluster, node: string, name: string): Dataset | undefined {
  const made = cluster.state.table(datasets).get(keyOf(node, name));
  if (made) return made;
  const isPool = poolsOf(cluster, node).some((pool) => `${pool}/`.startsWith(`${name}/`));
  return isPool ? { node, name, quota: 0, recordsize: usualRecordsize } : undefined;
}

export const putDataset = (cluster: Cluster, dataset: Dataset): Dataset =>
  cluster.state.change(() => cluster.state.table(datasets).put(keyOf(dataset.node, dataset.name), dataset));

export const datasetsOf = (cluster: Cluster, node: string): readonly Dataset[] => [
  ...cluster.state.table(datasets).by("node", node),
];

function poolsOf(cluster: Cluster, node: string): string[] {
  return [...cluster.state.table(storages).all()]
    .filter(({ type, nodes }) => type === "zfspool" && (nodes?.includes(node) ?? true))
    .map(({ options }) => String(options.pool));
}
