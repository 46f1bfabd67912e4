import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { isOurs, userInstallation, writeConfiguration } from "../../toolchain/cli-configuration.ts";

const installation = 'provider_installation {\n  network_mirror {\n    url = "https://mirror.example.org/"\n  }\n}\n';
let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "home-"));
});
afterEach(() => rmSync(home, { recursive: true }));

const put = (name: string, text: string) => {
  mkdirSync(dirname(join(home, name)), { recursive: true });
  writeFileSync(join(home, name), text);
  return join(home, name);
};

describe("the user's own configuration", () => {
  test.each([
    ".tofurc",
    ".terraformrc",
    ".terraform.d/mirrors.tfrc",
  ])("in %s is respected by OpenTofu", async (name) => {
    const file = put(name, installation);
    expect(await userInstallation("OpenTofu", { HOME: home })).toBe(file);
  });

  test("in .tofurc is none of Terraform's", async () => {
    put(".tofurc", installation);
    expect(await userInstallation("Terraform", { HOME: home })).toBeUndefined();
  });

  test("under XDG_CONFIG_HOME is respected by OpenTofu", async () => {
    const file = put("config/opentofu/tofurc", installation);
    expect(await userInstallation("OpenTofu", { HOME: home, XDG_CONFIG_HOME: join(home, "config") })).toBe(file);
  });

  test("that TF_CLI_CONFIG_FILE names stands before the home folder's", async () => {
    put(".tofurc", installation);
    const file = put("mine.tfrc", installation);
    expect(await userInstallation("OpenTofu", { HOME: home, TF_CLI_CONFIG_FILE: file })).toBe(file);
  });

  test("that TF_CLI_CONFIG_FILE names may not exist, and then there is none", async () => {
    put(".tofurc", installation);
    const environment = { HOME: home, TF_CLI_CONFIG_FILE: join(home, "absent.tfrc") };
    expect(await userInstallation("OpenTofu", environment)).toBeUndefined();
  });

  test.each([
    ["speaks of other things", 'plugin_cache_dir = "/var/cache"\n'],
    ["only mentions it in a comment", "# provider_installation { }\n"],
  ])("that %s does not decide where providers come from", async (_what, text) => {
    put(".tofurc", text);
    expect(await userInstallation("OpenTofu", { HOME: home })).toBeUndefined();
  });

  test("in JSON is respected", async () => {
    const file = put(".terraformrc", '{\n  "provider_installation": [{ "direct": {} }]\n}\n');
    expect(await userInstallation("Terraform", { HOME: home })).toBe(file);
  });
});

describe("the configuration of ours", () => {
  test("names each mirror, and is not taken for the user's own", async () => {
    const file = await writeConfiguration(home, ["/cache/a", '/cache/with "quotes"']);
    const text = readFileSync(file, "utf8");
    expect(text).toContain('path = "/cache/a"');
    expect(text).toContain('path = "/cache/with \\"quotes\\""');
    expect(await isOurs(file)).toBe(true);
    expect(await userInstallation("OpenTofu", { HOME: home, TF_CLI_CONFIG_FILE: file })).toBeUndefined();
  });

  test("has one name as long as the mirrors are the same", async () => {
    const [one, same, other] = [["/a"], ["/a"], ["/b"]].map((mirrors) => writeConfiguration(home, mirrors));
    expect(await one).toBe(await same);
    expect(await one).not.toBe(await other);
  });
});
