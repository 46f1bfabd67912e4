import { StrataError } from "../../model/exit.ts";
import { checkRunway, type RunwayReport } from "../runway/runway.ts";

/** What the stack platform brings: missing before it is no reason not to begin. Templates of machines come after it. */
const bringsPlatform = ["storages", "pools", "templates"];

/** What the stack access brings. Without it nobody can look; then root@pam looks whether it is the right host. */
const bringsAccess = ["secrets", "token", "privileges"];

/**
 * Asks everything of the runway, and goes on only where nothing fails but what comes with this.
 *
 * @throws StrataError with the first reason why not, and its exit code
 */
export async function readyForHost(root: string, site: string, access: boolean): Promise<RunwayReport> {
  const report = await checkRunway(root, site);
  const comes = new Set([...bringsPlatform, ...(access ? bringsAccess : [])]);
  const reasons = report.checks.flatMap((check) => (check.status === "fail" && !comes.has(check.name) ? [check] : []));
  const [first] = reasons;
  if (!first) return report;
  const missing = ["secrets", "token"].includes(first.name)
    ? "; `strata host --access` makes user, role and token"
    : "";
  throw new StrataError(first.exit, `${reasons.map(({ detail }) => detail).join("\n")}${missing}`);
}
