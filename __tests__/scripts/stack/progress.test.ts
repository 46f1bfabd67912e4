import { expect, test } from "@jest/globals";
import type { Review, ReviewedChange } from "../../../model/review/review.ts";
import { refuseUnattended } from "../../../scripts/stack/consent.ts";
import { showProgress } from "../../../scripts/stack/progress.ts";
import { inOneLine, logLine, parseEvent, plainErrors } from "../../../scripts/stack/ui-stream.ts";

const change = (kind: ReviewedChange["kind"], over: Partial<ReviewedChange> = {}): ReviewedChange => ({
  kind,
  subject: { name: "k3s-single", what: "vm 210", serves: [] },
  address: "proxmox_virtual_environment_vm.vm",
  unfinished: false,
  forcedBy: [],
  details: [],
  ...over,
});
const review = (...changes: ReviewedChange[]): Review => ({
  stack: "k3s-single",
  site: "home",
  changes,
  outputs: [],
  unchanged: 0,
  memory: [],
  refusals: [],
});

const event = (type: string, action: string, elapsed_seconds?: number) => ({
  type,
  "@message": "",
  hook: {
    resource: { addr: "proxmox_virtual_environment_vm.vm" },
    action,
    ...(elapsed_seconds === undefined ? {} : { elapsed_seconds }),
  },
});

function shown(isTTY: boolean): string {
  const parts: string[] = [];
  const screen = { isTTY, columns: 80, write: (part: string) => parts.push(part) > 0 };
  const progress = showProgress(review(change("create")), screen as never);
  progress.onEvent(event("apply_start", "create"));
  for (const seconds of [10, 20, 30, 40, 60]) progress.onEvent(event("apply_progress", "create", seconds));
  progress.onEvent(event("apply_complete", "create", 62));
  progress.end();
  return parts.join("");
}

test("a log hears every half minute that it goes on, and the end", () => {
  expect(shown(false)).toBe(`  still creating k3s-single (vm 210)   30 s
  still creating k3s-single (vm 210)   60 s
  created    k3s-single (vm 210)   62 s
`);
});

test("a terminal sees one live line, and lines that stay", () => {
  const text = shown(true);
  expect(text).toContain("\r\u001b[K  creating k3s-single (vm 210) 20 s");
  expect(text.endsWith("\r\u001b[K  created    k3s-single (vm 210)   62 s\n\r\u001b[K\r\u001b[K")).toBe(true);
});

test("where nobody can be asked, what is lost or interrupted is refused and the rest goes on", () => {
  const holds = { subject: { name: "k3s-single", what: "vm 210", serves: [], holds: "boot disk 60GiB" } };
  const refuses = (...changes: ReviewedChange[]) => {
    try {
      refuseUnattended(review(...changes), "k3s-single");
      return false;
    } catch {
      return true;
    }
  };
  expect(refuses(change("create"), change("update"), change("restart"), change("rerun"), change("read"))).toBe(false);
  expect(refuses(change("replace", { unfinished: true }))).toBe(false);
  expect(refuses(change("replace"))).toBe(true);
  expect(refuses(change("destroy"))).toBe(true);
  expect(refuses(change("restart", holds))).toBe(true);
  expect(refuses(change("update", holds))).toBe(false);
});

test("a line of OpenTofu is an event only where it is one, and a diagnostic reads in one line", () => {
  expect(parseEvent("panic: oh")).toBeUndefined();
  expect(parseEvent('{"half":')).toBeUndefined();
  expect(logLine("plain words")).toBe("plain words");
  expect(inOneLine({ severity: "error", summary: "clone failed", detail: "\n  storage is full\nmore" })).toBe(
    "clone failed: storage is full",
  );
  expect(inOneLine({ severity: "error", summary: "clone failed" })).toBe("clone failed");
  expect(
    plainErrors("\u001b[31m╷\u001b[0m\n\u001b[31m│\u001b[0m Error: no plan\n│ \n│ zip: no file\n╵\n").map(inOneLine),
  ).toEqual(["no plan: zip: no file"]);
  expect(plainErrors("\nError: no packages\n\nnobody/x was\nnot found\n\nError: two\n").map(inOneLine)).toEqual([
    "no packages: nobody/x was",
    "two",
  ]);
  const summary =
    "no schema: it did not start: \nFailed to read any lines\nThis usually means\n  that it was not built";
  expect(inOneLine({ severity: "error", summary })).toBe("no schema: it did not start: Failed to read any lines");
});
