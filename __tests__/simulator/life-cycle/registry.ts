import { startRegistry } from "../../../scripts/acceptance/registry.ts";

/** Where the lives' container images come from; it ends with the tests. */
export const registry = await startRegistry();
