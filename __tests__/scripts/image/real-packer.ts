import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execaSync } from "execa";
import semver from "semver";

/** A Packer that has a builder `proxmox-iso`: by its plugin, or one of the line that had it built in. */
export type RealPacker = "plugins" | "built-in";

/** The Packer of this machine, where it has that builder. */
export function realPacker(): RealPacker | undefined {
  const ask = (...words: string[]) =>
    String(execaSync("packer", words, { reject: false, env: { CHECKPOINT_DISABLE: "1" } }).stdout ?? "");
  const [, version = "0.0.0"] = /Packer v(\S+)/.exec(ask("version")) ?? [];
  if (semver.satisfies(version, "1.6.x")) return "built-in";
  const withPlugin = semver.gte(version, "1.9.0") && ask("plugins", "installed").includes("packer-plugin-proxmox");
  return withPlugin ? "plugins" : undefined;
}

/**
 * A folder for PATH with a `packer` in it. One of the old line is told the template in the words that it knows, and logs in
 * by name and password, for it knows no token.
 */
export function packerFolder(
  folder: string,
  kind: RealPacker,
  { username, password }: Record<"username" | "password", string>,
) {
  const programs = join(folder, ".real");
  mkdirSync(programs, { recursive: true });
  if (kind === "built-in") {
    const program = join(programs, "packer");
    const translator = fileURLToPath(new URL("old-packer.mjs", import.meta.url));
    const login = `OLD_PACKER_USER='${username}' OLD_PACKER_PASSWORD='${password}'`;
    writeFileSync(program, `#!/bin/sh\n${login} exec "${process.execPath}" "${translator}" "$@"\n`);
    chmodSync(program, 0o700);
  }
  return programs;
}
