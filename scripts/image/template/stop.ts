import { exitCodes, StrataError } from "../../../model/exit.ts";
import { signals } from "../../stack/supervise.ts";

/** Ctrl-C while something is made on a node: heard between two steps, so that what was begun can be taken back. */
export interface Stop {
  /** @throws StrataError 5 where a person asked us to stop */
  check(): void;
  forget(): void;
}

export function stopBetweenSteps(screen: Pick<NodeJS.WriteStream, "write"> = process.stderr): Stop {
  let stopped = false;
  const hear = () => {
    if (!stopped) screen.write("  stopping after this step; what is half made is taken back …\n");
    stopped = true;
  };
  for (const signal of signals) process.on(signal, hear);
  return {
    check() {
      if (stopped) throw new StrataError(exitCodes.stepFailed, "stopped before the template was whole");
    },
    forget: () => {
      for (const signal of signals) process.off(signal, hear);
    },
  };
}
