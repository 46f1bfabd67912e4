import type { Review } from "../../model/review/review.ts";
import type { Subject } from "../../model/review/subject.ts";
import type { UiEvent } from "./ui-stream.ts";

/** What a person sees while a plan is applied. */
export interface Progress {
  readonly onEvent: (event: UiEvent) => void;
  readonly onStopping: () => void;
  /** Ends the live line. */
  readonly end: () => void;
}

/** Where progress is written: standard error, so that standard output stays what was asked for. */
type Screen = Pick<NodeJS.WriteStream, "write" | "isTTY" | "columns">;

const doing: Readonly<Record<string, readonly [string, string]>> = {
  create: ["creating", "created"],
  update: ["updating", "updated"],
  delete: ["destroying", "destroyed"],
  replace: ["replacing", "replaced"],
  read: ["reading", "read"],
};

/** How often a log without a terminal hears that something still goes on, seconds. */
const stillEvery = 30;

/** Tells what is under way (on a terminal in one live line) and what is done, in the names of the review. */
export function showProgress(review: Review, screen: Screen = process.stderr): Progress {
  const subjects = new Map(review.changes.map(({ address, subject }) => [address, subject]));
  const running = new Map<string, string>();
  const live = screen.isTTY === true;
  const erase = () => live && screen.write("\r\u001b[K");
  const draw = () => {
    if (live) screen.write(`\r\u001b[K${[...running.values()].join(" · ").slice(0, (screen.columns ?? 80) - 1)}`);
  };
  const say = (line: string) => {
    erase();
    screen.write(`${line}\n`);
    draw();
  };
  return {
    onEvent: (event) => {
      if (event.hook === undefined) return;
      const { resource, action = "", elapsed_seconds: elapsed = 0 } = event.hook;
      const [present, past] = doing[action] ?? [action, action];
      const name = inWords(resource.addr, subjects.get(resource.addr));
      if (event.type === "apply_start") {
        running.set(resource.addr, `  ${present} ${name}`);
        draw();
      } else if (event.type === "apply_progress") {
        running.set(resource.addr, `  ${present} ${name} ${seconds(elapsed)}`);
        if (live) draw();
        else if (elapsed % stillEvery < 10) say(`  still ${present} ${name}   ${seconds(elapsed)}`);
      } else if (event.type === "apply_complete" || event.type === "apply_errored") {
        running.delete(resource.addr);
        const end = event.type === "apply_complete" ? past.padEnd(10) : "FAILED    ";
        say(`  ${end} ${name}${elapsed >= 1 ? `   ${seconds(elapsed)}` : ""}`);
      }
    },
    onStopping: () => say("  stopping: OpenTofu finishes what it is doing, saves the state and unlocks it …"),
    end: () => erase(),
  };
}

function inWords(address: string, subject: Subject | undefined): string {
  return subject === undefined ? address : `${subject.name} (${subject.what})`;
}

function seconds(elapsed: number): string {
  return `${Math.round(elapsed)} s`;
}
