/** Lines of a backup's log. */
import { say, type Work } from "../tasks/work.ts";

export const info = (line: string): Work => say(`INFO: ${line}`);
export const problem = (line: string): Work => say(`ERROR: ${line}`);
