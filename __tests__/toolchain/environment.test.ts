import { execFileSync } from "node:child_process";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { shellExports, toolEnvironment } from "../../toolchain/environment.ts";

describe("export lines", () => {
  test("give a shell exactly the values", () => {
    const value = fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\0"));
    fc.assert(
      fc.property(value, (text) => {
        const script = `${shellExports({ VALUE: text })}printf %s "$VALUE"`;
        expect(execFileSync("sh", ["-c", script], { encoding: "utf8" })).toBe(text);
      }),
      { numRuns: 40 },
    );
  });

  test("quote what a shell would take apart", () => {
    expect(shellExports({ A: "it's $HOME", B: "" })).toBe("export A='it'\\''s $HOME'\nexport B=''\n");
  });
});

describe("the environment of a child", () => {
  const facts = { binary: "/cache/tofu", root: "/lab" };

  test("names the program and keeps cdktf quiet, off the network and inside the checkout", () => {
    expect(toolEnvironment(facts)).toEqual({
      TERRAFORM_BINARY_NAME: "/cache/tofu",
      CHECKPOINT_DISABLE: "1",
      DISABLE_VERSION_CHECK: "1",
      CDKTF_LOG_LEVEL: "warn",
      CDKTF_HOME: "/lab/build/cdktf-home",
      CDKTF_DISABLE_PLUGIN_CACHE_ENV: "1",
      CDKTF_SKIP_PROVIDER_LOCK: "true",
    });
  });

  test("names the configuration of ours, where there is one", () => {
    expect(toolEnvironment({ ...facts, configuration: "/cache/a.tfrc" }).TF_CLI_CONFIG_FILE).toBe("/cache/a.tfrc");
  });
});
