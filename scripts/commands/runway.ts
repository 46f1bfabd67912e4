import type { StrataCommand } from "../command.ts";
import { checkRunway } from "../runway/runway.ts";
import { runwayTable } from "../runway/table.ts";

const runway: StrataCommand = {
  summary: "May we start? Checks tools, files, secrets and target; changes nothing",
  async run({ root, site }) {
    const report = await checkRunway(root, site);
    return { text: runwayTable(report), facts: report, exit: report.exit };
  },
};

export default runway;
