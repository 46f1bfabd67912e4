import { median, takeTurns } from "../stopwatch.ts";
import { startProgram } from "./program.ts";
import { worldToClone } from "./worlds.ts";

/** Seconds from the start of the program, on an empty folder and with no certificate yet, until it is ready. */
export async function startTime(): Promise<number> {
  const { start } = await takeTurns(7, {
    start: async () => {
      const simulator = await startProgram("start", worldToClone());
      return () => simulator.stop();
    },
  });
  return median(start);
}
