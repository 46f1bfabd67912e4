import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { generatedLab } from "../../bench/generated-lab.ts";
import { loadLab } from "../../model/load.ts";

test("the lab that synth is measured with is without a fault", () => {
  const folder = mkdtempSync(join(tmpdir(), "strata-generated-"));
  try {
    expect(loadLab(generatedLab(folder, 3), "home").guests).toHaveLength(3);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
