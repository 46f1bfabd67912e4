import { bundled } from "./toolchain/bundle.mjs";

const [{ App, imageBuilds, labStacks, loadLab, StrataError }, { packerOnPath }] = await Promise.all([
  bundled<typeof import("./constructs/program.ts")>("constructs/program.ts"),
  bundled<typeof import("./toolchain/packer.ts")>("toolchain/packer.ts"),
]);

/**
 * The program: reads the lab of the folder it is called from and writes its stacks to `cdktf.out` (`CDKTF_OUTDIR`).
 * Wrong input ends with one line a fault and writes nothing: the output folder is cdktf's to make, after the lab is read.
 */
try {
  const root = process.cwd();
  const lab = loadLab(root, process.env.SITE ?? "home");
  const builds = imageBuilds(root, lab, await packerOnPath());
  const app = new App({ stackTraces: false });
  labStacks(app, lab, builds);
  app.synth();
} catch (error) {
  if (!(error instanceof StrataError)) throw error;
  console.error(error.message);
  process.exitCode = error.exit;
}
