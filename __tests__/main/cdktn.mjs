// Loaded before the program: whoever asks for cdktf, by import or by require, gets its maintained fork. A bundle has cdktf
// inside already, so what stands in one is asked of the sources.
import Module, { register } from "node:module";

const resolveFilename = Module._resolveFilename;
Module._resolveFilename = (request, ...rest) => resolveFilename(request === "cdktf" ? "cdktn" : request, ...rest);

const others = { cdktf: "cdktn", "./toolchain/bundle.mjs": new URL("sources.mjs", import.meta.url).href };
register(
  `data:text/javascript,${encodeURIComponent(
    `const others = ${JSON.stringify(others)};
     export const resolve = (name, context, next) => next(others[name] ?? name, context);`,
  )}`,
);
