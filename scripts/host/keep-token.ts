import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeWhole } from "../../toolchain/write-whole.ts";
import { openForReading } from "../stack/open-stack.ts";
import { outputsIn } from "../stack/outputs.ts";
import { stateText } from "../stack/state-text.ts";
import { readSecret, secretsFile, tokenName, tokenVariable } from "../target/token.ts";

/**
 * Puts the token that the stack `access` made where every command looks for it: `secrets/<site>.env`, closed to others and
 * ignored by Git. Another user's or another name's token that stands there stays.
 *
 * @returns what was done, in words
 */
export async function keepToken(root: string, site: string): Promise<string> {
  const token = outputsIn(await stateText(await openForReading(root, site, "access")), true)?.token;
  if (typeof token !== "string") return "its secret is known to whoever made it";
  const file = secretsFile(site);
  const kept = readSecret(site, root, tokenVariable);
  if (kept === token) return `${tokenName(token)} stands in ${process.env[tokenVariable] ? "the environment" : file}`;
  if (kept && !/TODO|CHANGEME/.test(kept) && (process.env[tokenVariable] || tokenName(kept) !== tokenName(token)))
    return `${tokenName(kept)} is still in use; \`strata output access --reveal\` shows the new one`;
  await writeInto(join(root, file), `${tokenVariable}=${token}`);
  return `${tokenName(token)} now stands in ${file}`;
}

/** Replaces the variable's line, or adds it. The other secrets of the file are never half written. */
async function writeInto(path: string, line: string): Promise<void> {
  const lines = existsSync(path) ? (await readFile(path, "utf8")).trimEnd().split("\n") : [];
  const at = lines.findIndex((one) => one.startsWith(`${tokenVariable}=`));
  const text = at < 0 ? [...lines, line] : lines.with(at, line);
  await writeWhole(path, `${text.join("\n")}\n`, 0o600);
}
