import { FileError } from "../files/host-files.ts";
import type { Command } from "../shell/system.ts";

/** `chown UID[:GID] path…` with numbers; a group follows its user here. */
export const chown: Command = {
  name: "chown",
  path: "/usr/bin/chown",
  async run({ args: [owner = "", ...paths], files, complain, notSimulated }) {
    const [, uid, gid = uid] = /^(\d+)(?::(\d+))?$/.exec(owner) ?? [];
    if (uid === undefined || gid !== uid || paths.length === 0) {
      notSimulated(`chown ${owner}`);
      complain("chown: only one number for user and group, such as 100000:100000, is simulated");
      return 2;
    }
    let status = 0;
    for (const path of paths) {
      try {
        await files.chown(path, Number(uid));
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        const doing = error.code === "EPERM" ? "changing ownership of" : "cannot access";
        complain(`chown: ${doing} '${path}': ${error.reason}`);
        status = 1;
      }
    }
    return status;
  },
};
