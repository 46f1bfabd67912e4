import type { Command } from "../shell/system.ts";

/** Does nothing, well. */
export const trueCommand: Command = { name: "true", path: "/usr/bin/true", run: () => 0 };

/** Does nothing, badly. */
export const falseCommand: Command = { name: "false", path: "/usr/bin/false", run: () => 1 };
