import { App } from "cdktf";
import { bundled } from "./toolchain/bundle.mjs";

const { labStacks, loadLab, StrataError } =
  await bundled<typeof import("./constructs/program.ts")>("constructs/program.ts");

/**
 * The program: reads the lab of the folder it is called from and writes its stacks to `cdktf.out` (`CDKTF_OUTDIR`).
 * Wrong input ends with one line a fault and writes nothing: the output folder is cdktf's to make, after the lab is read.
 */
try {
  const lab = loadLab(process.cwd(), process.env.SITE ?? "home");
  const app = new App({ stackTraces: false });
  labStacks(app, lab);
  app.synth();
} catch (error) {
  if (!(error instanceof StrataError)) throw error;
  console.error(error.message);
  process.exitCode = error.exit;
}
