import { join } from "node:path";

/** Where everything of one stack lies, relative paths made absolute on the lab's root. */
export interface Places {
  /** Folder that holds the synthesized JSON and in which OpenTofu runs. */
  readonly folder: string;
  readonly json: string;
  /** `import` blocks that lie there while `strata adopt` works, and for no other plan to read. */
  readonly adoption: string;
  /** Folder of the saved plan and of what was found out about it; its owner's alone, since a plan holds secrets. */
  readonly saved: string;
  readonly plan: string;
  readonly receipt: string;
  /** Says who works on the stack now, and is locked by them; sites share the stack's folder, and so this. */
  readonly holder: string;
  /** Folder of the logs, a file for each run. */
  readonly logs: string;
}

/** Folder into which a site's stacks are synthesized, as cdktf does it. */
export function synthFolder(root: string): string {
  return join(root, "cdktf.out");
}

export function placesOf(root: string, site: string, stack: string): Places {
  const folder = join(synthFolder(root), "stacks", stack);
  const saved = join(root, "build", site, "plans", stack);
  return {
    folder,
    json: join(folder, "cdk.tf.json"),
    adoption: join(folder, "adopt.tf.json"),
    saved,
    plan: join(saved, "plan.tfplan"),
    receipt: join(saved, "receipt.json"),
    holder: join(root, "build", "locks", stack),
    logs: join(root, "build", site, "logs"),
  };
}
