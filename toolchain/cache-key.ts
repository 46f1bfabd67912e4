import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Pin } from "./pins.ts";
import type { Platform } from "./platform.ts";

/**
 * Name of what is built from a module: tool, version and a checksum of all that decides its bytes
 * (go.mod, go.sum, Go sources, package, linker flags, platform). Two clones with the same pins share it.
 */
export async function buildKey(pin: Pin, modules: string, platform: Platform): Promise<string> {
  const folder = join(modules, pin.module);
  const files = (await readdir(folder)).filter((file) => /^go\.(mod|sum)$|\.go$/.test(file)).sort();
  const hash = createHash("sha256").update(
    JSON.stringify([pin.package, pin.ldflags, platform.os, platform.arch, ...(pin.tests ? [pin.tests] : [])]),
  );
  for (const file of files) {
    const content = await readFile(join(folder, file));
    hash.update(JSON.stringify([file, content.length])).update(content);
  }
  return `${pin.module}-${pin.version}-${hash.digest("hex").slice(0, 12)}`;
}

/** Name of the copy of a provider that a registry gave out. */
export function registryKey(pin: Pin, host: string, platform: Platform): string {
  return `${pin.module}-${pin.version}-${host}-${platform.os}_${platform.arch}`;
}
