import { Command, CommanderError } from "commander";
import { exitCodes, StrataError } from "../model/exit.ts";
import { systemFault } from "../model/system-fault.ts";
import { toCommander } from "./command.ts";
import { commands } from "./commands.ts";

async function program(called: string | undefined): Promise<Command> {
  const strata = new Command("strata")
    .description("A Proxmox homelab as one program: rehearse it, plan it, review it, apply it")
    .exitOverride();
  for (const [name, declared] of Object.entries(commands)) {
    if (name === called) strata.addCommand(await toCommander(name, declared)());
    else strata.command(name).description(declared.summary);
  }
  for (const command of strata.commands) command.exitOverride();
  return strata;
}

// Who reads us may stop reading (`strata plan | head`): nothing is left to say, but what was begun is still finished.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });

try {
  await (await program(process.argv[2])).parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.wrongInput;
  else {
    const fault = error instanceof StrataError ? error : systemFault(error);
    if (fault === undefined) throw error;
    process.stderr.write(`${fault.message}\n`);
    process.exitCode = fault.exit;
  }
}
