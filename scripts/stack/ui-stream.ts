import { stripVTControlCharacters } from "node:util";

/**
 * One line of what OpenTofu and Terraform print with `-json`
 * (https://opentofu.org/docs/internals/machine-readable-ui/).
 */
export interface UiEvent {
  readonly type: string;
  readonly "@message": string;
  readonly "@timestamp"?: string;
  readonly hook?: {
    readonly resource: { readonly addr: string };
    readonly action?: string;
    readonly elapsed_seconds?: number;
    readonly output?: string;
  };
  readonly diagnostic?: Diagnostic;
}

export interface Diagnostic {
  readonly severity: "error" | "warning";
  readonly summary: string;
  readonly detail?: string;
}

/** The event of a line, or undefined for a line that is none (a provider's own words, a panic). */
export function parseEvent(line: string): UiEvent | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const event = JSON.parse(line) as UiEvent;
    return typeof event.type === "string" ? event : undefined;
  } catch {
    return undefined;
  }
}

/** A line as the log keeps it: the message, and all of a diagnostic. */
export function logLine(line: string): string {
  const event = parseEvent(line);
  if (event === undefined) return line;
  const detail = event.diagnostic?.detail;
  return `${event["@timestamp"] ?? ""} ${event["@message"]}${detail ? `\n${detail}` : ""}`.trimStart();
}

/** The errors of a command that knows no `-json` for them, from its standard error: in frames and colours, or plain. */
export function plainErrors(stderr: string): Diagnostic[] {
  const plain = stripVTControlCharacters(stderr).replace(/^[╷│╵] ?/gm, "");
  return plain
    .split(/^Error: /m)
    .slice(1)
    .map((text) => {
      const [summary = "", ...detail] = text.split("\n");
      return { severity: "error", summary, detail: detail.join("\n") };
    });
}

/**
 * What went wrong, in one line: the summary's first line, and the first line of the detail where it adds something; with
 * the next one, where that only announces it.
 */
export function inOneLine({ summary, detail = "" }: Diagnostic): string {
  const [head = "", ...rest] = linesOf(summary);
  const details = linesOf(detail);
  if (head.endsWith(":")) return announced([head, ...rest, ...details]);
  const first = announced(details);
  return first === "" || summary.includes(first) ? head : `${head}: ${first}`;
}

function linesOf(text: string): string[] {
  return text.split("\n").flatMap((line) => line.trim() || []);
}

/** The first line; with the next one, where it only announces that. */
function announced([first = "", second = ""]: readonly string[]): string {
  return first.endsWith(":") ? `${first} ${second}`.trim() : first;
}
