import { execa } from "execa";
import { resolveToolchain } from "../toolchain/resolve.ts";

/** Time in which a toolchain is there, even where it must be built first. */
export const toolchainTimeout = 15 * 60_000;

/** Runs the project's OpenTofu (or Terraform) in a folder; gives back what it printed, or throws with it. */
export async function tofu(
  folder: string,
  words: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { binary, environment } = await resolveToolchain();
  const { stdout } = await execa(binary, words, { cwd: folder, env: { ...environment, ...variables } });
  return stdout;
}
