import { findCommand, loginEnvironment, runCommand } from "../shell/run-command.ts";
import type { Command } from "../shell/system.ts";
import type { SshUser } from "../users.ts";

/** Search path under sudo, as Debian's sudoers sets it. */
const SECURE_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** `sudo [-n] command`: runs it as root where the user's rules allow it without a password; there is nobody to ask for one. */
export const sudo: Command = {
  name: "sudo",
  path: "/usr/bin/sudo",
  async run({ args, user, environment, place, complain, notSimulated }) {
    const start = args.findIndex((arg) => arg !== "-n" && arg !== "--");
    const words = start === -1 ? [] : args.slice(start);
    const [name] = words;
    if (name === undefined) {
      complain("usage: sudo [-n] command [arg ...]");
      return 1;
    }
    if (name.startsWith("-")) {
      notSimulated(`sudo ${name}`);
      complain(`sudo: option ${name}: not simulated`);
      return 2;
    }
    const root = place.system.users.find((known) => known.uid === 0);
    const command = findCommand(place.system, name, SECURE_PATH);
    const path = command?.path ?? name;
    if (!root || !permitted(user, [path, ...words.slice(1)].join(" "))) {
      complain("sudo: a password is required");
      return 1;
    }
    if (!command) {
      notSimulated(`command ${name}`);
      complain(`sudo: ${name}: command not found`);
      return 1;
    }
    const own = new Map([...environment, ...loginEnvironment(root), ["PATH", SECURE_PATH], ["SUDO_USER", user.name]]);
    return runCommand([path, ...words.slice(1)], { ...place, user: root, environment: own }, "sudo");
  },
};

function permitted(user: SshUser, line: string): boolean {
  return user.uid === 0 || (user.sudo ?? []).some((rule) => rule === "ALL" || matches(rule, line));
}

/** A rule without arguments allows any; one with arguments is matched whole, * standing for any text. */
function matches(rule: string, line: string): boolean {
  if (!rule.includes(" ")) return line === rule || line.startsWith(`${rule} `);
  const pattern = rule.split("*").map((text) => text.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${pattern.join(".*")}$`, "s").test(line);
}
