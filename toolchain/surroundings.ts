import type { Platform } from "./platform.ts";

/** Where the toolchain looks. */
export interface Surroundings {
  /** Folder of all that is built or fetched. */
  readonly cache: string;
  /** Folder that holds the Go modules. */
  readonly modules: string;
  /** Variables it reads, and hands to what it runs. */
  readonly environment: NodeJS.ProcessEnv;
  readonly platform: Platform;
  /** Takes every provider registry for silent. */
  readonly offline: boolean;
}
