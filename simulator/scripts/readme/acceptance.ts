/** The results of a provider's own tests, as the README shows them. */

/** What acceptance.json holds. */
export interface AcceptanceResults {
  /** Such as `bpg/proxmox 0.111.1`. */
  readonly provider: string;
  /** By package and name. */
  readonly suites: Readonly<Record<string, Readonly<Record<string, Verdict>>>>;
}

type Verdict = "passed" | "failed" | { readonly excluded: string };

export function acceptanceText({ provider, suites }: AcceptanceResults): string {
  const tests = Object.values(suites).flatMap((own) => Object.entries(own));
  const parts = [
    `${count(tests, "passed")} of the ${tests.length} acceptance tests of \`${provider}\` pass.`,
    suiteTable(suites),
    ...namesOf("Failed", tests, (verdict) => (verdict === "failed" ? "" : undefined)),
    ...namesOf("Excluded", tests, (verdict) => (typeof verdict === "object" ? `: ${verdict.excluded}` : undefined)),
  ];
  return parts.join("\n\n");
}

type Tests = readonly (readonly [name: string, verdict: Verdict])[];

const kindOf = (verdict: Verdict) => (typeof verdict === "object" ? "excluded" : verdict);

const count = (tests: Tests, kind: ReturnType<typeof kindOf>): number =>
  tests.filter(([, verdict]) => kindOf(verdict) === kind).length;

function suiteTable(suites: AcceptanceResults["suites"]): string {
  const rows = Object.entries(suites).map(([suite, own]) => {
    const tests = Object.entries(own);
    return `| \`${suite}\` | ${count(tests, "passed")} | ${count(tests, "failed")} | ${count(tests, "excluded")} |`;
  });
  return ["| Package | Passed | Failed | Excluded |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

/** A list of the tests for which there is something to say; no list when there is none. */
function namesOf(title: string, tests: Tests, say: (verdict: Verdict) => string | undefined): string[] {
  const lines = tests.flatMap(([name, verdict]) => {
    const said = say(verdict);
    return said === undefined ? [] : [`- \`${name}\`${said}`];
  });
  return lines.length === 0 ? [] : [`${title}:`, lines.join("\n")];
}
