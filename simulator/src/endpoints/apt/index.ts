import { aptIndex, fetchLists, listUpdates, listVersions, readChangelog } from "./packages.ts";
import { addRepository, changeRepository, readRepositories } from "./repositories.ts";

export const apt = [
  aptIndex,
  listVersions,
  listUpdates,
  fetchLists,
  readChangelog,
  readRepositories,
  addRepository,
  changeRepository,
];
