import { meta, termsOfService } from "./authority.ts";
import { accounts, acmeDirectory, challengeSchema, directories } from "./directory.ts";
import { createPlugin, deletePlugin, listPlugins, readPlugin, updatePlugin } from "./plugins.ts";

export const acme = [
  acmeDirectory,
  accounts,
  directories,
  challengeSchema,
  meta,
  termsOfService,
  listPlugins,
  createPlugin,
  readPlugin,
  updatePlugin,
  deletePlugin,
];
