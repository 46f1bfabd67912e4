import type { Command } from "../shell/system.ts";

/**
 * The storage manager. Only `apiinfo` so far: the provider runs it to learn whether its user may use sudo.
 * Version 13, age 4 is what pve-storage 9.1 declares (PVE::Storage, APIVER and APIAGE).
 */
export const pvesm: Command = {
  name: "pvesm",
  path: "/usr/sbin/pvesm",
  run({ args, user, print, complain, notSimulated }) {
    if (user.uid !== 0) {
      complain("please run as root");
      return 255;
    }
    if (args[0] === "apiinfo") {
      print("APIVER 13\nAPIAGE 4\n");
      return 0;
    }
    notSimulated(`pvesm ${args[0] ?? ""}`);
    complain(`pvesm ${args[0] ?? ""}: not simulated`);
    return 255;
  },
};
