import { cpSync, mkdtempSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { execa } from "execa";

/** Folder of the checkout. */
export const checkout = fileURLToPath(new URL("../..", import.meta.url));

const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

export interface ProgramEnd {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `main.ts` as cdktf does, from a lab's folder. */
export async function program(
  lab: string,
  environment: Record<string, string> = {},
  preload: readonly string[] = [],
): Promise<ProgramEnd> {
  const imports = [tsx, ...preload].flatMap((module) => ["--import", module]);
  const { exitCode, stdout, stderr } = await execa(process.execPath, [...imports, join(checkout, "main.ts")], {
    cwd: lab,
    env: environment,
    reject: false,
  });
  return { exitCode, stdout, stderr };
}

/** A folder with the home lab's files and nothing else. */
export function copyOfHome(): string {
  const lab = mkdtempSync(join(tmpdir(), "strata-lab-"));
  for (const folder of ["personas", "images"]) cpSync(join(checkout, folder), join(lab, folder), { recursive: true });
  return lab;
}
