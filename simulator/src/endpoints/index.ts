/** Every endpoint there is, by family. A new family is a folder and one line here. */
import type { Endpoint } from "../kernel/endpoint.ts";
import { access } from "./access/index.ts";
import { nodeEndpoints } from "./nodes/index.ts";
import { taskEndpoints } from "./tasks/index.ts";
import { version } from "./version.ts";

export const endpoints: readonly Endpoint[] = [version, ...access, ...nodeEndpoints, ...taskEndpoints];
