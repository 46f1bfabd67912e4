import { didYouMeanOrThereIs } from "../did-you-mean.ts";
import type { Rule } from "../draft.ts";
import { place } from "../fault.ts";

/** Features go together with what they are for. */
export const soundFeatures: Rule = ({ guests }) =>
  guests.flatMap(({ features = [], unprivileged, source }) => {
    if (unprivileged === false && features.includes("keyctl"))
      return source.fault(["features"], "keyctl is for unprivileged containers only; leave one of the two out");
    if (features.includes("keyctl") && !features.includes("nesting"))
      return source.fault(["features"], "keyctl is of use to Docker only, which needs nesting beside it; add nesting");
    return [];
  });

/** A container's GPU is one of its node. */
export const gpuOnNode: Rule = ({ guests }) =>
  guests.flatMap(({ gpu, node, source }) => {
    const gpus = node?.gpus?.map(({ mapping }) => mapping) ?? [];
    if (gpu === undefined || !node || gpus.includes(gpu)) return [];
    const hint = gpus.length > 0 ? didYouMeanOrThereIs(gpu, gpus) : "; it has none";
    return source.fault(["gpu"], `gpu "${gpu}" is not in ${node.name}${hint}`);
  });

/** A container's pool is one of the site. */
export const poolExists: Rule = ({ guests, site, name }) =>
  guests.flatMap(({ pool, source }) => {
    const pools = Object.keys((site.source.value as { pools?: object }).pools ?? {});
    if (pool === undefined || pools.includes(pool)) return [];
    const hint = pools.length > 0 ? didYouMeanOrThereIs(pool, pools) : "; add it to pools in site.yaml";
    return source.fault(["pool"], `pool "${pool}" does not exist in site ${name}${hint}`);
  });

/** An OS template is on a storage of the container's node. */
export const templateOnNode: Rule = ({ guests, storages, site }) =>
  guests.flatMap(({ os, node, source }) => {
    const storage = os && storages.get(os.storage);
    if (!os || !node || !storage || storage.nodes.includes(node.name)) return [];
    const at = place(site.source.at(["templates", os.name, "storage"]));
    return source.fault(
      ["os"],
      `${os.name} is on ${storage.name} (${at}), which ${node.name} does not have; choose another node or storage`,
    );
  });
