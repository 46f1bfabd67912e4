import { exitCodes } from "../../model/exit.ts";
import type { StrataCommand } from "../command.ts";
import { preflight as check } from "../preflight/preflight.ts";
import { findingsTable } from "../target/findings-table.ts";

const preflight: StrataCommand = {
  async run({ root }) {
    const checks = await check(root);
    const failed = checks.find((finding) => finding.status === "fail");
    return {
      text: findingsTable(checks),
      facts: { checks },
      exit: failed?.status === "fail" ? failed.exit : exitCodes.done,
    };
  },
};

export default preflight;
