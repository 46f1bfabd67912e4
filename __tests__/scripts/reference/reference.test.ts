import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { execa } from "execa";

const checkout = fileURLToPath(new URL("../../..", import.meta.url));

test("the reference pages are what schemas and commands say; `strata reference` writes them", async () => {
  const { stdout } = await execa("node", [join(checkout, "scripts/strata.mjs"), "reference", "--check"], {
    cwd: checkout,
    env: { SITE: "" },
    reject: false,
  });
  expect(stdout).toBe("docs/reference/, images/ and README.md are up to date");
});
