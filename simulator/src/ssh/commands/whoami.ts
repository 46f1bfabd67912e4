import type { Command } from "../shell/system.ts";

/** Name of the user the command runs as. */
export const whoami: Command = {
  name: "whoami",
  path: "/usr/bin/whoami",
  run({ user, print }) {
    print(`${user.name}\n`);
    return 0;
  },
};
