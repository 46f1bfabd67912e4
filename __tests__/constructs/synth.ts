import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { labStacks } from "../../constructs/stacks/lab-stacks.ts";
import type { ImageBuild } from "../../model/image-builds.ts";
import type { Lab } from "../../model/lab.ts";

/** A stack's JSON, as far as tests look into it. */
export interface StackJson {
  readonly output: Record<string, { readonly value: unknown }>;
  readonly resource: Record<string, Record<string, Record<string, unknown>>>;
  readonly [section: string]: unknown;
}

/** Every stack of a lab, as parsed from the files that a real `app.synth()` wrote. */
export function synth(lab: Lab, builds: readonly ImageBuild[] = []): Record<string, StackJson> {
  const outdir = mkdtempSync(join(tmpdir(), "strata-synth-"));
  try {
    const app = new App({ outdir, stackTraces: false });
    labStacks(app, lab, builds);
    app.synth();
    return readStacks(outdir);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** Every stack that the manifest of an output folder names. */
export function readStacks(outdir: string): Record<string, StackJson> {
  const manifest = JSON.parse(readFileSync(join(outdir, "manifest.json"), "utf8")) as {
    stacks: Record<string, { synthesizedStackPath: string }>;
  };
  return Object.fromEntries(
    Object.entries(manifest.stacks).map(([name, { synthesizedStackPath }]) => [
      name,
      JSON.parse(readFileSync(join(outdir, synthesizedStackPath), "utf8")),
    ]),
  );
}

/** The one machine of a stack. */
export function machineOf(stack: StackJson | undefined): Record<string, unknown> {
  const machine = stack?.resource.proxmox_virtual_environment_vm?.vm;
  if (!machine) throw new Error("the stack has no machine");
  return machine;
}
