import { resolveToolchain } from "../../toolchain/resolve.ts";

const { binary, tools } = await resolveToolchain();
console.log(JSON.stringify({ binary, tools }));
