import type { Rule } from "./draft.ts";
import { uniqueAddresses, usableAddresses } from "./rules/addresses.ts";
import { backupsHaveAPlace, dataIsBackedUp } from "./rules/backups.ts";
import { capacityFits } from "./rules/capacity-fits.ts";
import { gpuOnNode, poolExists, soundFeatures, templateOnNode } from "./rules/container.ts";
import { dataHasAPlace, dataOnPool } from "./rules/container-data.ts";
import { coresOnNode, cpuRunsImage } from "./rules/cpu.ts";
import { downloadsLand } from "./rules/downloads.ts";
import { diskHoldsTemplate, storageServesGuest } from "./rules/guest-storage.ts";
import { idsInRange, separateIdRanges, uniqueIds } from "./rules/ids.ts";
import { imageServesGuest } from "./rules/image-contract.ts";
import { recipeFits } from "./rules/image-recipe.ts";
import { guestIsNoNode, guestIsNoStack, imageNamesTemplates, siteNamesItself } from "./rules/names.ts";
import { insideSubnet, separateSubnets } from "./rules/networks.ts";
import { memoryForGuests, uniqueNodeAddresses } from "./rules/nodes.ts";
import { osTemplatesHaveAPlace } from "./rules/os-templates.ts";
import { pinnedRelease } from "./rules/pinned-release.ts";
import {
  nodesHaveNames,
  notificationsHaveRoot,
  restrictedUser,
  serversForNodes,
  storagesHaveAPlace,
} from "./rules/platform.ts";
import { channelsHaveReleases, templateNames, templateNamesDiffer, templatesHaveAPlace } from "./rules/releases.ts";
import { nothingRetired } from "./rules/retired-release.ts";
import { noRings, waitsForWhatStarts } from "./rules/startup.ts";
import { soundStorages } from "./rules/storages.ts";

/** What is asked of every lab. A new rule is a function and a line here. */
export const rules: readonly Rule[] = [
  siteNamesItself,
  insideSubnet,
  separateSubnets,
  uniqueNodeAddresses,
  memoryForGuests,
  soundStorages,
  storagesHaveAPlace,
  restrictedUser,
  serversForNodes,
  notificationsHaveRoot,
  nodesHaveNames,
  separateIdRanges,
  imageNamesTemplates,
  channelsHaveReleases,
  templatesHaveAPlace,
  templateNames,
  templateNamesDiffer,
  recipeFits,
  downloadsLand,
  guestIsNoNode,
  guestIsNoStack,
  uniqueIds,
  idsInRange,
  usableAddresses,
  uniqueAddresses,
  storageServesGuest,
  diskHoldsTemplate,
  cpuRunsImage,
  coresOnNode,
  imageServesGuest,
  pinnedRelease,
  nothingRetired,
  osTemplatesHaveAPlace,
  backupsHaveAPlace,
  templateOnNode,
  soundFeatures,
  gpuOnNode,
  poolExists,
  dataHasAPlace,
  dataOnPool,
  dataIsBackedUp,
  waitsForWhatStarts,
  noRings,
  capacityFits,
];
