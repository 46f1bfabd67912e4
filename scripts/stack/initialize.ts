import { readFile, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { exitCodes, StrataError } from "../../model/exit.ts";
import type { OpenStack } from "./open-stack.ts";
import { sha256 } from "./stack-json.ts";
import { readStateFacts } from "./state.ts";
import { failed, tofu } from "./tofu.ts";

/**
 * Prepares a stack's folder for OpenTofu, unless the last time was with the same tools, providers and backend.
 *
 * @throws StrataError 3 where an apply could not save what it made, 5 where the init fails
 */
export async function initialize(stack: OpenStack): Promise<void> {
  await refuseUnsaved(stack);
  const record = join(stack.places.folder, ".terraform", "strata-init");
  if ((await readFile(record, "utf8").catch(() => "")) === (await fingerprint(stack))) return;
  // A provider that was built anew has another hash than the lock of an older init; what is built is pinned by its sums.
  await rm(join(stack.places.folder, ".terraform.lock.hcl"), { force: true });
  // -reconfigure: another site's stack of the same name uses the same folder and keeps its own state; none is to move.
  const run = await tofu(stack, ["init", "-no-color", "-reconfigure"]);
  if (run.code !== 0) throw failed(stack, `${stack.program} init`, run);
  await writeFile(record, await fingerprint(stack));
}

/**
 * What OpenTofu could not write into the state it writes into its folder (`errored.tfstate`). Until that is the state, a
 * plan would make everything a second time.
 */
async function refuseUnsaved({ name, root, places, json }: OpenStack): Promise<void> {
  const unsaved = join(places.folder, "errored.tfstate");
  const left = await readStateFacts(unsaved);
  if (left === undefined) return;
  const state = await readStateFacts(json.stateFile).catch(() => undefined);
  if (state?.lineage === left.lineage && state.serial >= left.serial) return;
  const [from, to] = [unsaved, json.stateFile].map((file) => relative(root, file));
  throw new StrataError(
    exitCodes.refused,
    `${name}: the last apply could not save all that it made; make room, \`mv ${from} ${to}\`, then run this again`,
  );
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
