/** How a test ended. A part that was skipped is not passed, so the test is not either. */
export interface Verdict {
  readonly status: "passed" | "failed" | "excluded";
  /** One line: what went wrong, or why it is not run; nothing for what passed. */
  readonly reason?: string;
}

/** Reads what `go test -v` printed about one test. @param name of the test, such as TestAccResourcePool */
export function verdictOf(name: string, output: string): Verdict {
  const skipped = /--- SKIP: (\S+)/.exec(output)?.[1];
  if (skipped) return { status: "failed", reason: `${skipped} was skipped: ${firstWords(output)}` };
  const passed = output.split("\n").some((line) => line.startsWith(`--- PASS: ${name} `));
  return passed ? { status: "passed" } : { status: "failed", reason: complaint(output) };
}

/** What tells most: an error of OpenTofu or of an assertion, or a panic, whichever came first; else the first words. */
function complaint(output: string): string {
  const said = diagnostic(output) ?? firstWords(output);
  return said.length > longest ? `${said.slice(0, longest)}…` : said;
}

const longest = 300;

/** The first error or panic as one line, without the part of the configuration it is about. */
function diagnostic(output: string): string | undefined {
  const lines = output.split("\n").map((line) =>
    line
      .replace(/^[\s│]+/, "")
      .replace(/\s+/g, " ")
      .trim(),
  );
  const start = lines.findIndex((line) => /^(Error|panic): /.test(line));
  if (start < 0) return undefined;
  if (lines[start]?.startsWith("panic: ")) return lines[start];
  const rest = lines.slice(start);
  const end = rest.findIndex((line, index) => index > 0 && /^(---|===|Error: |Test: |FAIL)/.test(line));
  const said = rest.slice(0, end < 0 ? undefined : end);
  return said.filter((line) => line !== "" && !/^(with |on |\d+: )/.test(line)).join(" ");
}

function firstWords(output: string): string {
  return /_test\.go:\d+: (.*)/.exec(output)?.[1]?.trim() || "it ended without a word";
}
