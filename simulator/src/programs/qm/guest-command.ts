/** `qm guest cmd`: asks the agent inside a machine. */
import { vmid } from "../../schema/common.ts";
import { string } from "../../schema/schema.ts";
import { prettyJson } from "../json.ts";
import { ProgramError } from "../program-error.ts";
import type { OwnSubcommand } from "../subcommand.ts";

export const guestCommand: OwnSubcommand = {
  operands: ["vmid", "command"],
  parameters: { vmid: vmid(), command: string() },
  async run({ vmid: id, command }, { api, context }) {
    const path = `/nodes/${api.node}/qemu/${encodeURIComponent(String(id))}/agent/${encodeURIComponent(String(command))}`;
    const method = api.find("GET", path) ? "GET" : "POST";
    if (!api.find(method, path)) {
      context.notSimulated(`qm guest cmd ${command}`);
      throw new ProgramError(`qm guest cmd ${command}: not simulated`);
    }
    const { result } = (await api.call(method, path)) as { readonly result?: unknown };
    const isEmpty = typeof result === "object" && result !== null && Object.keys(result).length === 0;
    if (result !== undefined && result !== null && !isEmpty) context.print(prettyJson(result));
    return 0;
  },
};
