import { type ExitCode, StrataError } from "../../model/exit.ts";

/** How a check ended, in one line. `cause` names the check whose failure kept this one from being made. */
export type Verdict =
  | { readonly status: "pass"; readonly detail: string }
  | { readonly status: "fail"; readonly detail: string; readonly exit: ExitCode }
  | { readonly status: "not checked"; readonly detail: string; readonly cause?: string };

/** One thing that must hold before anything is changed. Looks only. */
export interface Check<Context> {
  readonly name: string;
  /** Checks without which this one says nothing: unless they passed, it is not checked. */
  readonly after?: readonly string[];
  /** A thrown `StrataError` is a failure with its line and its exit code. */
  run(context: Context): Verdict | Promise<Verdict>;
}

/** A verdict and what it is about. */
export type Finding = { readonly name: string } & Verdict;

export const pass = (detail: string): Verdict => ({ status: "pass", detail });
export const fail = (exit: ExitCode, detail: string): Verdict => ({ status: "fail", detail, exit });
export const notChecked = (detail: string): Verdict => ({ status: "not checked", detail });

/**
 * Runs every check, each as soon as those it stands on have passed, and gives the findings in the order of the list.
 * A check may stand only on checks before it.
 */
export function runChecks<Context>(checks: readonly Check<Context>[], context: Context): Promise<Finding[]> {
  const findings = new Map<string, Promise<Finding>>();
  for (const check of checks) findings.set(check.name, judged(check, context, findings));
  return Promise.all(findings.values());
}

async function judged<Context>(
  check: Check<Context>,
  context: Context,
  earlier: ReadonlyMap<string, Promise<Finding>>,
): Promise<Finding> {
  const grounds = (check.after ?? []).map((name) => earlier.get(name));
  const missing = (await Promise.all(grounds)).find((finding) => finding && finding.status !== "pass");
  if (missing) {
    const cause = (missing.status === "not checked" && missing.cause) || missing.name;
    return { name: check.name, status: "not checked", detail: `needs ${cause}, which did not pass`, cause };
  }
  try {
    return { name: check.name, ...(await check.run(context)) };
  } catch (error) {
    if (error instanceof StrataError) return { name: check.name, ...fail(error.exit, error.message) };
    throw error;
  }
}
