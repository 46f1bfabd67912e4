import { accounts, acmeDirectory, challengeSchema, directories } from "./directory.ts";
import { createPlugin, deletePlugin, listPlugins, readPlugin, updatePlugin } from "./plugins.ts";

export const acme = [
  acmeDirectory,
  accounts,
  directories,
  challengeSchema,
  listPlugins,
  createPlugin,
  readPlugin,
  updatePlugin,
  deletePlugin,
];
