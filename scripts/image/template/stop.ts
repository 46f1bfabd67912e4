import { exitCodes, StrataError } from "../../../model/exit.ts";
import { signals } from "../../stack/supervise.ts";

/** Ctrl-C while something is made on a node: heard between two steps, so that what was begun can be taken back. */
export interface Stop {
  /** @throws StrataError 5 where a person asked us to stop */
  check(): void;
  /** For a step that need not be seen through. */
  readonly signal: AbortSignal;
  forget(): void;
}

/** @param what is not whole then, such as `the template` */
export function stopBetweenSteps(what: string, screen: Pick<NodeJS.WriteStream, "write"> = process.stderr): Stop {
  const stopped = new AbortController();
  const hear = () => {
    if (!stopped.signal.aborted) screen.write("  stopping after this step; what is half made is taken back …\n");
    stopped.abort();
  };
  for (const signal of signals) process.on(signal, hear);
  return {
    check() {
      if (stopped.signal.aborted) throw new StrataError(exitCodes.stepFailed, `stopped before ${what} was whole`);
    },
    signal: stopped.signal,
    forget: () => {
      for (const signal of signals) process.off(signal, hear);
    },
  };
}
