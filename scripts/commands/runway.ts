import type { StrataCommand } from "../command.ts";
import { checkRunway } from "../runway/runway.ts";
import { runwayTable } from "../runway/table.ts";

const runway: StrataCommand = {
  async run({ root, site }) {
    const report = await checkRunway(root, site);
    return { text: runwayTable(report), facts: report, exit: report.exit };
  },
};

export default runway;
