import type { Rule } from "../draft.ts";

/** A node's CPU runs what the image was built for. */
export const cpuRunsImage: Rule = ({ guests }) =>
  guests.flatMap(({ node, image, source }) => {
    if (!node || !image) return [];
    if (image.arch !== "amd64")
      return source.fault(["image"], `${image.name} is built for ${image.arch}; Proxmox nodes run amd64`);
    if (image.cpuLevel <= node.cpuLevel) return [];
    return source.fault(
      ["node"],
      `${node.name} has a CPU of ${node.cpuLevel} and ${image.name} needs ${image.cpuLevel}; choose another node or image`,
    );
  });

/** No guest has more cores than its node: QEMU would start it, and it would only wait for itself. */
export const coresOnNode: Rule = ({ guests }) =>
  guests.flatMap(({ cores, node, source }) =>
    cores === undefined || !node || cores <= node.cores
      ? []
      : source.fault(["cores"], `cores ${cores} is more than the ${node.cores} of ${node.name}`),
  );
