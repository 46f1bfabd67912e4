import { Option } from "commander";
import { exitCodes, StrataError } from "../../model/exit.ts";
import type { Guest } from "../../model/lab.ts";
import { loadLab } from "../../model/load.ts";
import { newPersona } from "../../model/new-persona.ts";
import type { StrataCommand } from "../command.ts";
import { writePersona } from "../persona-file.ts";

/** `strata persona new <name>`: writes the file of a new guest with the next free number and address. */
const persona: StrataCommand = {
  configure: (command) =>
    void command
      .addArgument(command.createArgument("<action>", "what to do").choices(["new"]))
      .argument("<name>", "name of the guest, and of its file")
      .addOption(new Option("--kind <kind>", "what it is").choices(["vm", "lxc", "k3s"]).default("vm"))
      .option("--node <node>", "node it runs on (default: the one with most memory left)")
      .option("--image <image>", "image that a machine is cloned from (default: the first that suits)")
      .option("--os <template>", "OS template that a container is made from (default: the site's first)")
      .option("--dry-run", "show the file; write nothing")
      .addHelpText("after", "\nExample:\n  strata persona new gitea --kind lxc --node asus"),
  async run({ arguments: [, name = ""], options, root, site }) {
    if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(name))
      throw new StrataError(
        exitCodes.wrongInput,
        `"${name}" is no name for a guest; use lower case letters, digits and -`,
      );
    const lab = loadLab(root, site);
    const file = `personas/${site}/${name}.yaml`;
    const request = {
      kind: options.kind as Guest["kind"],
      ...{ node: text(options.node), image: text(options.image), os: text(options.os) },
    };
    const content = newPersona(lab, request);
    if (options.dryRun) return { text: `# ${file}\n${content}`, facts: { file, content, written: false } };
    writePersona(root, site, file, content);
    return { text: `wrote ${file}\n${content}`, facts: { file, content, written: true } };
  },
};

export default persona;

function text(option: unknown): string | undefined {
  return typeof option === "string" ? option : undefined;
}
