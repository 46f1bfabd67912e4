// @ts-check
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import Module, { createRequire, findSourceMap, SourceMap } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Script } from "node:vm";

/**
 * Runs a CommonJS script without `import()` with what V8 made of it when it last ran: compiling a megabyte takes longer than what the script does.
 * The first run leaves that beside the script as it ends; V8 takes nothing that was not made from this text by this V8.
 *
 * @param {string} file
 * @returns {any} what the script exports
 */
export function runCompiled(file) {
  const compiled = `${file}.v8`;
  const cachedData = readIfThere(compiled);
  const script = new Script(Module.wrap(readFileSync(file, "utf8")), {
    filename: file,
    ...(cachedData && { cachedData }),
  });
  if (!cachedData || script.cachedDataRejected) process.once("exit", () => keep(compiled, script.createCachedData()));
  tellSources(file);
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(file), module);
  return module.exports;
}

/** @param {string} file */
function readIfThere(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/**
 * Where it cannot be kept, the next run compiles again.
 *
 * @param {string} file
 * @param {Buffer} data
 */
function keep(file, data) {
  const draft = `${file}.${process.pid}`;
  try {
    writeFileSync(draft, data);
    renameSync(draft, file);
  } catch {
    rmSync(draft, { force: true });
  }
}

/**
 * The scripts run here, each with its map once an error has asked for it.
 *
 * @type {Map<string, SourceMap | undefined>}
 */
const scripts = new Map();

/**
 * Lets errors name the lines of a script's sources: of what it did not load itself, Node does not tell them. Traces of what
 * is no error, such as cdktf takes of each value, are not worth reading a map.
 *
 * @param {string} script
 */
function tellSources(script) {
  scripts.set(script, undefined);
  Error.prepareStackTrace = (error, sites) =>
    [String(error), ...sites.map(error instanceof Error ? inSource : String)].join("\n    at ");
}

/** @param {NodeJS.CallSite} site */
function inSource(site) {
  const file = site.getFileName();
  const [line, column] = [site.getLineNumber() ?? 0, site.getColumnNumber() ?? 0];
  const origin = file && mapOf(file)?.findOrigin(line, column);
  if (!origin || !("fileName" in origin)) return String(site);
  const source = fileURLToPath(new URL(origin.fileName, file.startsWith("file:") ? file : pathToFileURL(file)));
  return String(site).replace(`${file}:${line}:${column}`, `${source}:${origin.lineNumber}:${origin.columnNumber}`);
}

/** @param {string} file */
function mapOf(file) {
  if (!scripts.has(file)) return findSourceMap(file);
  const map = scripts.get(file) ?? new SourceMap(JSON.parse(readFileSync(`${file}.map`, "utf8")));
  scripts.set(file, map);
  return map;
}
