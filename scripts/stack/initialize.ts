import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { OpenStack } from "./open-stack.ts";
import { sha256 } from "./stack-json.ts";
import { failed, tofu } from "./tofu.ts";

/** Prepares a stack's folder for OpenTofu, unless the last time was with the same tools, providers and backend. */
export async function initialize(stack: OpenStack): Promise<void> {
  const record = join(stack.places.folder, ".terraform", "strata-init");
  if ((await readFile(record, "utf8").catch(() => "")) === (await fingerprint(stack))) return;
  // A provider that was built anew has another hash than the lock of an older init; what is built is pinned by its sums.
  await rm(join(stack.places.folder, ".terraform.lock.hcl"), { force: true });
  // -reconfigure: another site's stack of the same name uses the same folder and keeps its own state; none is to move.
  const run = await tofu(stack, ["init", "-no-color", "-reconfigure"]);
  if (run.code !== 0) throw failed(stack, `${stack.program} init`, run);
  await writeFile(record, await fingerprint(stack));
}

/** Changes with all that an init depends on, and with what another program's init left instead of ours. */
async function fingerprint({ places, json, binary, tools, environment }: OpenStack): Promise<string> {
  const left = await Promise.all(
    [".terraform/terraform.tfstate", ".terraform.lock.hcl"].map((name) =>
      readFile(join(places.folder, name), "utf8").catch(() => ""),
    ),
  );
  return sha256(JSON.stringify([json.settings, binary, tools, environment.TF_CLI_CONFIG_FILE, left]));
}
