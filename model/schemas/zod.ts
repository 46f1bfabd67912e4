import { createRequire } from "node:module";
import type * as zod from "zod";

/**
 * zod in its CommonJS form. As ES modules it is some 130 files, and each of them asks the loader of TypeScript files:
 * that alone made reading a lab slower than it is now as a whole.
 */
export const z: typeof zod.z = createRequire(import.meta.url)("zod").z;
