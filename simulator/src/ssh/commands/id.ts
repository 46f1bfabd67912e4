import type { Command } from "../shell/system.ts";
import { parseArguments } from "./options.ts";

/** Who runs the command, or the named user: all of it, or one of -u, -g and -G, as a name with -n. */
export const id: Command = {
  name: "id",
  path: "/usr/bin/id",
  run(context) {
    const parsed = parseArguments("id", "ugGn", context);
    if (!parsed) return 2;
    const [name] = parsed.operands;
    const user = name === undefined ? context.user : context.place.system.users.find((known) => known.name === name);
    if (!user) {
      context.complain(`id: '${name}': no such user`);
      return 1;
    }
    const labelled = `${user.uid}(${user.name})`;
    const single = ["u", "g", "G"].some((option) => parsed.options.has(option));
    const short = parsed.options.has("n") ? user.name : String(user.uid);
    context.print(single ? `${short}\n` : `uid=${labelled} gid=${labelled} groups=${labelled}\n`);
    return 0;
  },
};
