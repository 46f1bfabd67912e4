import type { Command } from "../shell/system.ts";

/** Prints its arguments; `-n` leaves out the end of line. */
export const echo: Command = {
  name: "echo",
  path: "/usr/bin/echo",
  run({ args, print, complain, notSimulated }) {
    if (args[0] === "-e" || args[0] === "-ne" || args[0] === "-en") {
      notSimulated(`echo ${args[0]}`);
      complain(`echo: option ${args[0]}: not simulated`);
      return 2;
    }
    const plain = args[0] === "-n";
    print(args.slice(plain ? 1 : 0).join(" ") + (plain ? "" : "\n"));
    return 0;
  },
};
