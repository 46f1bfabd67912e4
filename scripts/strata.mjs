#!/usr/bin/env node
import { bundled } from "../toolchain/bundle.mjs";

await bundled("scripts/strata.ts");
