// Loaded before the program: whoever asks for cdktf, by import or by require, gets its maintained fork.
import Module, { register } from "node:module";

const resolveFilename = Module._resolveFilename;
Module._resolveFilename = (request, ...rest) => resolveFilename(request === "cdktf" ? "cdktn" : request, ...rest);

register(
  `data:text/javascript,${encodeURIComponent(
    `export const resolve = (name, context, next) => next(name === "cdktf" ? "cdktn" : name, context);`,
  )}`,
);
