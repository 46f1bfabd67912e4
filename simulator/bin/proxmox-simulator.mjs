#!/usr/bin/env node
import { bundle } from "./bundle.mjs";

const { main } = await import(await bundle());
process.exit(await main(process.argv.slice(2)));
