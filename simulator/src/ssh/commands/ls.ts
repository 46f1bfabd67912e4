import { posix } from "node:path";
import { type FileEntry, FileError } from "../files/host-files.ts";
import { longListing } from "../files/listing.ts";
import type { Command } from "../shell/system.ts";
import { parseArguments } from "./options.ts";

/** Lists directories and files by name, one a line, as ls does when no terminal reads it. */
export const ls: Command = {
  name: "ls",
  path: "/usr/bin/ls",
  run(context) {
    const parsed = parseArguments("ls", "1adl", context);
    if (!parsed) return 2;
    const { options } = parsed;
    const operands = parsed.operands.length > 0 ? parsed.operands : ["."];
    let status = 0;
    for (const operand of operands) {
      try {
        const own: FileEntry = { ...context.files.stat(operand), name: operand };
        const whole = own.kind === "file" || options.has("d");
        const entries = whole ? [own] : context.files.list(operand).filter((entry) => shown(entry, options.has("a")));
        if (!whole && operands.length > 1) context.print(`${posix.normalize(operand)}:\n`);
        for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) context.print(`${line(entry)}\n`);
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        context.complain(`ls: cannot access '${operand}': ${error.reason}`);
        status = 2;
      }
    }
    return status;

    function line(entry: FileEntry): string {
      return options.has("l") ? longListing(entry, nameOf) : entry.name;
    }

    function nameOf(uid: number): string {
      return context.place.system.users.find((user) => user.uid === uid)?.name ?? String(uid);
    }
  },
};

const shown = (entry: FileEntry, all: boolean) => all || !entry.name.startsWith(".");
