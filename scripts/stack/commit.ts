import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Where in its history a lab stands. */
export interface Commit {
  readonly sha: string;
  /** Files differ from the commit. */
  readonly dirty: boolean;
}

/** The commit of a folder, or null where Git does not keep it. */
export async function currentCommit(root: string): Promise<Commit | null> {
  const git = (...args: string[]) => promisify(execFile)("git", args, { cwd: root });
  try {
    const [head, changes] = await Promise.all([git("rev-parse", "HEAD"), git("status", "--porcelain")]);
    return { sha: head.stdout.trim(), dirty: changes.stdout.trim() !== "" };
  } catch {
    return null;
  }
}
