import { exitCodes, StrataError } from "../exit.ts";
import type { ResourceChangeJson } from "./plan-json.ts";
import type { Interruption } from "./restarts.ts";

/** What happens to an instance, loudest first: the order in which a review shows it. */
export const kinds = [
  "replace",
  "destroy",
  "stop",
  "restart",
  "rerun",
  "update",
  "create",
  "import",
  "move",
  "forget",
  "read",
] as const;

export type Kind = (typeof kinds)[number];

/** How a review says each kind: before the subject, and counted at its end. */
export const kindWords: Readonly<Record<Kind, { readonly verb: string; readonly counted: string }>> = {
  replace: { verb: "REPLACES", counted: "replaced" },
  destroy: { verb: "DESTROYS", counted: "destroyed" },
  stop: { verb: "STOPS", counted: "stopped" },
  restart: { verb: "restarts", counted: "restarted" },
  rerun: { verb: "re-runs", counted: "run again" },
  update: { verb: "updates", counted: "updated in place" },
  create: { verb: "creates", counted: "created" },
  import: { verb: "imports", counted: "imported" },
  move: { verb: "moves", counted: "moved in the state" },
  forget: { verb: "forgets", counted: "forgotten" },
  read: { verb: "reads", counted: "read" },
};

/** Types that stand for a step, not for a thing: their replacement runs the step again and takes nothing away. */
export const steps: ReadonlySet<string> = new Set(["null_resource", "terraform_data"]);

/** Kinds after which something that was there is gone. */
export function isDestructive(kind: Kind): boolean {
  return kind === "replace" || kind === "destroy";
}

/** The kind of a change, or undefined for one that changes nothing. */
export function kindOf(change: ResourceChangeJson, interruption: Interruption | undefined): Kind | undefined {
  const actions = change.change.actions.join(",");
  switch (actions) {
    case "delete,create":
    case "create,delete":
    case "forget,create":
      return steps.has(change.type) ? "rerun" : "replace";
    case "delete":
      return "destroy";
    case "update":
      return interruption === "restarts" ? "restart" : interruption === "stops" ? "stop" : "update";
    case "create":
      return "create";
    case "forget":
      return "forget";
    case "read":
    case "open":
      return "read";
    case "no-op":
      return change.change.importing ? "import" : isMoved(change) ? "move" : undefined;
    default:
      throw new StrataError(
        exitCodes.unreachable,
        `the plan would "${actions}" ${change.address}, which this review cannot judge; use the pinned OpenTofu (make deps)`,
      );
  }
}

export function isMoved({ address, previous_address }: ResourceChangeJson): boolean {
  return previous_address !== undefined && previous_address !== address;
}
