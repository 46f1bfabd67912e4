/** Runs a program of the project without a loader for TypeScript: `node toolchain/run.mjs main.ts`. */
import { bundled } from "./bundle.mjs";

await bundled(process.argv[2]);
