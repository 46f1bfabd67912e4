/** A quick part of the provider's own tests; `make acceptance` runs them all. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@jest/globals";
import { acceptance } from "../../scripts/acceptance/acceptance.ts";
import { silent } from "../../toolchain/progress.ts";
import { openWorkshop } from "../../toolchain/resolve.ts";
import { surveyGo } from "../../toolchain/survey.ts";
import { testNeeding } from "../needs.ts";

const go = await surveyGo(openWorkshop());

testNeeding("Go", go !== undefined)(
  "a few of the provider's own tests pass",
  async () => {
    const root = mkdtempSync(join(tmpdir(), "strata-acceptance-"));
    try {
      const ended: string[] = [];
      const { tests } = await acceptance({
        root,
        only: /^fwprovider\/(pools|storage|cluster\/options|nodes\/firewall)\b/,
        progress: silent,
        ended: ({ name, status, reason }) => ended.push(`${name} ${reason ?? status}`),
      });
      expect(ended.sort()).toEqual([
        "TestAccPoolMembershipContainer passed",
        "TestAccPoolMembershipStorage passed",
        "TestAccPoolMembershipVm passed",
        "TestAccPoolMembership_Validators passed",
        "TestAccResourceClusterOptions passed",
        "TestAccResourceNodeFirewallOptions passed",
        "TestAccResourceStorageDirectoryCreateOptions passed",
        "TestAccResourceStorageDirectoryShortName passed",
      ]);
      expect(tests).toHaveLength(8);
    } finally {
      rmSync(root, { recursive: true });
    }
  },
  // With an empty tool cache it builds them first.
  600_000,
);
