import type { Command } from "../shell/system.ts";
import { test as holds } from "../shell/test-expression.ts";

/** The program beside the shell's own `test`, for `sudo test -f …`. */
export const test: Command = {
  name: "test",
  path: "/usr/bin/test",
  run({ args, files, complain }) {
    const result = holds(args, files);
    if (typeof result === "boolean") return result ? 0 : 1;
    complain(`test: ${result.fault}`);
    return 2;
  },
};
