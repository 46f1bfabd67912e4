import { FileError } from "../files/host-files.ts";
import type { Command } from "../shell/system.ts";

/** `chmod MODE file…` with the mode in octal. */
export const chmod: Command = {
  name: "chmod",
  path: "/usr/bin/chmod",
  async run({ args: [mode = "", ...paths], files, complain, notSimulated }) {
    if (!/^[0-7]{3,4}$/.test(mode) || paths.length === 0) {
      notSimulated(`chmod ${mode}`);
      complain("chmod: only a mode in octal, such as 0644, is simulated");
      return 2;
    }
    let status = 0;
    for (const path of paths) {
      try {
        await files.chmod(path, Number.parseInt(mode, 8));
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        complain(`chmod: cannot access '${path}': ${error.reason}`);
        status = 1;
      }
    }
    return status;
  },
};
