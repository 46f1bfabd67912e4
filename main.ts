import { bundled } from "./toolchain/bundle.mjs";

const [{ imageBuilds, labStacks, loadLab, StrataError, systemFault, writeStacks }, { packerOnPath }] =
  await Promise.all([
    bundled<typeof import("./constructs/program.ts")>("constructs/program.ts"),
    bundled<typeof import("./toolchain/packer.ts")>("toolchain/packer.ts"),
  ]);

/**
 * The program: reads the lab of the folder it is called from and writes its stacks to `cdktf.out` (`CDKTF_OUTDIR`).
 * Wrong input ends with one line a fault and writes nothing: the output folder is made after the lab is read.
 */
try {
  const root = process.cwd();
  const lab = loadLab(root, process.env.SITE ?? "home");
  const builds = imageBuilds(root, lab, await packerOnPath());
  writeStacks(process.env.CDKTF_OUTDIR ?? "cdktf.out", (app) => labStacks(app, lab, builds));
} catch (error) {
  const fault = error instanceof StrataError ? error : systemFault(error);
  if (fault === undefined) throw error;
  console.error(fault.message);
  process.exitCode = fault.exit;
}
