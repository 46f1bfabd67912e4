import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { foldersIn } from "../../model/reading/folder.ts";
import { type Check, type Finding, runChecks } from "../target/check.ts";
import type { Preflight } from "./context.ts";
import { format, lint, types } from "./steps/code.ts";
import { labFiles } from "./steps/lab-files.ts";
import { shell, yaml } from "./steps/linters.ts";
import { published } from "./steps/published.ts";
import { schemas } from "./steps/schemas.ts";
import { validate } from "./steps/validate.ts";

const steps: readonly Check<Preflight>[] = [format, lint, types, labFiles, schemas, published, validate, yaml, shell];

/** Formats, validates and lints on paper: judges what stands below `root`, and writes nothing there. */
export async function preflight(root: string): Promise<Finding[]> {
  const scratch = mkdtempSync(join(tmpdir(), "strata-preflight-"));
  try {
    return await runChecks(steps, { root, scratch, sites: foldersIn(root, "personas") });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
