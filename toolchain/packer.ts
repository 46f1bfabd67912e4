import { resolve } from "node:path";
import { cacheFolder } from "./cache.ts";
import { findOnPath, packerVersion } from "./programs.ts";

/** Version of the Packer on PATH, such as `1.9.4`; nothing where there is none. It is asked once, and again when it changed. */
export async function packerOnPath(environment: NodeJS.ProcessEnv = process.env): Promise<string | undefined> {
  const path = await findOnPath("packer", environment);
  return path === undefined
    ? undefined
    : packerVersion(path, { cache: resolve(cacheFolder(environment)), environment });
}
