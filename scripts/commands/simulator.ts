import { spawn } from "node:child_process";
import { exitCodes } from "../../model/exit.ts";
import type { StrataCommand } from "../command.ts";
import { simulatorProgram } from "../rehearse/simulator.ts";

/** Hands everything to the simulator's own program, which stands alone and has its own help. */
export default {
  configure: (command) => {
    command.helpOption(false).allowUnknownOption().argument("[options...]");
  },
  run: ({ arguments: words }) =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [simulatorProgram, ...words], { stdio: "inherit" });
      const pass = (signal: NodeJS.Signals) => child.kill(signal);
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, pass);
      child.once("error", reject);
      child.once("exit", (code) => resolve({ text: "", exit: known(code) }));
    }),
} satisfies StrataCommand;

/** The simulator's exit codes mean what ours mean; one that is none of them is a failed step. */
function known(code: number | null) {
  return Object.values(exitCodes).find((ours) => ours === code) ?? exitCodes.stepFailed;
}
