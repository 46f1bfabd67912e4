import { variablesExample } from "../../model/packer/variables.ts";
import type { StrataCommand } from "../command.ts";
import { commands } from "../commands.ts";
import { keepCurrent } from "../generated.ts";
import { commandsPage } from "../reference/commands.ts";
import { filesPage } from "../reference/files.ts";
import { guestFiles } from "../reference/guests.ts";

/** `strata reference`: writes what a person looks up. */
export default {
  configure: (command) =>
    void command.option("--check", "write nothing; exit 1 where a page is not what the program says"),
  async run({ options, root }) {
    const files = [
      { file: "docs/reference/files.md", text: filesPage() },
      { file: "images/packer.pkrvars.hcl.example", text: variablesExample() },
      { file: "docs/reference/commands.md", text: await commandsPage(commands) },
      ...guestFiles(root),
    ];
    return keepCurrent(root, files, { check: Boolean(options.check), source: "the program", mend: "strata reference" });
  },
} satisfies StrataCommand;
