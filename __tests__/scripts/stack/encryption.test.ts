import { afterEach, expect, test } from "@jest/globals";
import { encryption } from "../../../scripts/stack/encryption.ts";
import type { OpenStack } from "../../../scripts/stack/open-stack.ts";

const variable = "STRATA_STATE_PASSPHRASE";
afterEach(() => {
  delete process.env[variable];
});

test("state and plan are both encrypted with the passphrase", () => {
  process.env[variable] = 'with "quotes" and ${dollars}';
  const { TF_ENCRYPTION = "" } = encryption("home", "/nowhere", "OpenTofu");
  expect(JSON.parse(TF_ENCRYPTION)).toEqual({
    key_provider: { pbkdf2: { passphrase: { passphrase: 'with "quotes" and ${dollars}' } } },
    method: { aes_gcm: { passphrase: { keys: "key_provider.pbkdf2.passphrase" } } },
    state: { method: "method.aes_gcm.passphrase" },
    plan: { method: "method.aes_gcm.passphrase" },
  });
});

test.each([
  ["Terraform", "long enough to be one", /Terraform keeps states and plans in plain; use OpenTofu/],
  [
    "OpenTofu",
    "",
    /^nothing to encrypt the state of the stack access with: put STRATA_STATE_PASSPHRASE into secrets\/home\.env/,
  ],
  ["OpenTofu", "TODO", /^nothing to encrypt/],
  ["OpenTofu", "fifteen letters", /has fewer than 16 characters/],
] as [
  OpenStack["program"],
  string,
  RegExp,
][])("%s with the passphrase %j is refused in one line", (program, passphrase, line) => {
  process.env[variable] = passphrase;
  expect(() => encryption("home", "/nowhere", program)).toThrow(
    expect.objectContaining({ exit: 3, message: expect.stringMatching(line) }),
  );
});
