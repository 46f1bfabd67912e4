import { exitCodes, StrataError } from "../../model/exit.ts";
import { readSecret, secretsFile } from "../target/token.ts";
import type { OpenStack } from "./open-stack.ts";

/** Name of the variable with what states and plans that hold a secret are encrypted with. */
const passphraseVariable = "STRATA_STATE_PASSPHRASE";

/** OpenTofu's own minimum for the key that it derives (PBKDF2). */
const shortest = 16;

/**
 * How OpenTofu encrypts state and plans of a stack whose JSON asks for it (https://opentofu.org/docs/language/state/encryption/).
 *
 * @throws StrataError 3 where there is no passphrase, or the program is Terraform, which would write secrets in plain
 */
export function encryption(site: string, root: string, program: OpenStack["program"]): Record<string, string> {
  if (program !== "OpenTofu")
    throw new StrataError(
      exitCodes.refused,
      "the stack access holds a secret, and Terraform keeps states and plans in plain; use OpenTofu (make deps)",
    );
  const key = { key_provider: { pbkdf2: { passphrase: { passphrase: passphrase(site, root) } } } };
  const method = { method: { aes_gcm: { passphrase: { keys: "key_provider.pbkdf2.passphrase" } } } };
  const by = { method: "method.aes_gcm.passphrase" };
  return { TF_ENCRYPTION: JSON.stringify({ ...key, ...method, state: by, plan: by }) };
}

function passphrase(site: string, root: string): string {
  const found = readSecret(site, root, passphraseVariable);
  const advice = `put ${passphraseVariable} into ${secretsFile(site)}, such as what \`openssl rand -base64 24\` prints, and keep a copy where the lab cannot lose it`;
  if (!found || /TODO|CHANGEME/.test(found))
    throw new StrataError(exitCodes.refused, `nothing to encrypt the state of the stack access with: ${advice}`);
  if (found.length < shortest)
    throw new StrataError(exitCodes.refused, `${passphraseVariable} has fewer than ${shortest} characters; ${advice}`);
  return found;
}
