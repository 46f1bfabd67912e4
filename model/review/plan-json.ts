import { exitCodes, StrataError } from "../exit.ts";

/**
 * The part of `tofu show -json <plan>` that a review is made from. Format 1.x, the same from OpenTofu and Terraform
 * (https://opentofu.org/docs/internals/json-format/); what a minor version adds is ignored.
 */
export interface PlanJson {
  readonly format_version: string;
  readonly resource_changes?: readonly ResourceChangeJson[];
  readonly output_changes?: Readonly<Record<string, ChangeJson>>;
  /** The plan could not be finished and cannot be applied. */
  readonly errored?: boolean;
}

export interface ResourceChangeJson {
  readonly address: string;
  /** Where it stood before a move. */
  readonly previous_address?: string;
  readonly mode: "managed" | "data" | (string & {});
  readonly type: string;
  readonly name: string;
  /** Key of an object that a replacement left behind and that is to be destroyed. */
  readonly deposed?: string;
  readonly change: ChangeJson;
  /** Why it is replaced, destroyed, read or forgotten, such as `replace_because_tainted`. */
  readonly action_reason?: string;
}

export interface ChangeJson {
  readonly actions: readonly string[];
  readonly before?: unknown;
  readonly after?: unknown;
  /** The shape of `after`, `true` where a value is known only after apply. */
  readonly after_unknown?: unknown;
  /** The shape of the values, `true` where one must not be shown. */
  readonly before_sensitive?: unknown;
  readonly after_sensitive?: unknown;
  /** Paths of the attributes that force a replacement. */
  readonly replace_paths?: readonly (readonly (string | number)[])[];
  readonly importing?: { readonly id?: string };
}

/** Reads a plan as `tofu show -json` prints it; a format of another major version is refused. */
export function parsePlan(json: string): PlanJson {
  const plan = JSON.parse(json) as PlanJson;
  if (!/^1\./.test(plan.format_version ?? "")) {
    throw new StrataError(
      exitCodes.unreachable,
      `plan format ${plan.format_version ?? "without a version"} is not known; use OpenTofu 1.10 or later, or Terraform 1.9 or later`,
    );
  }
  return plan;
}
