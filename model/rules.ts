import type { Rule } from "./draft.ts";

/** What is asked of every lab; a new rule is a file and a line. */
export const rules: readonly Rule[] = [];
