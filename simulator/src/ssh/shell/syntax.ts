/** A script as it was parsed: and-or lists, one after the other. */
export type Script = readonly AndOr[];

/** Pipelines joined by && and ||. */
export interface AndOr {
  readonly first: Pipeline;
  readonly rest: readonly { readonly operator: "&&" | "||"; readonly pipeline: Pipeline }[];
}

/** Commands joined by |; `negated` by a leading !. */
export interface Pipeline {
  readonly negated: boolean;
  readonly commands: readonly Command[];
}

export type Command = { readonly redirections: readonly Redirection[] } & (
  | {
      readonly kind: "simple";
      readonly assignments: readonly { readonly name: string; readonly value: Word }[];
      readonly words: readonly Word[];
      /** Line of the script, from 1, for error messages. */
      readonly line: number;
    }
  | { readonly kind: "group" | "subshell"; readonly body: Script }
  | { readonly kind: "function"; readonly name: string; readonly body: Command }
  | {
      readonly kind: "if";
      readonly branches: readonly { readonly condition: Script; readonly body: Script }[];
      readonly otherwise: Script;
    }
);

/** `2>&1` has a descriptor for target, the others a word. */
export interface Redirection {
  readonly descriptor: number;
  readonly operator: "<" | ">" | ">>" | ">&";
  readonly target: Word;
}

/** A word before expansion. */
export type Word = readonly WordPart[];

export type WordPart =
  | { readonly kind: "text"; readonly text: string; readonly quoted: boolean }
  | {
      readonly kind: "variable";
      readonly name: string;
      readonly quoted: boolean;
      /** After :- (also when empty) or - (only when unset). */
      readonly fallback?: { readonly word: Word; readonly whenEmpty: boolean };
    }
  | { readonly kind: "command"; readonly script: Script; readonly quoted: boolean };

/** A script that bash would not read, or that uses a form this shell does not have. */
export class ShellSyntaxError extends Error {
  readonly line: number;
  /** True where bash would understand and only this shell does not. */
  readonly notSimulated: boolean;

  constructor(message: string, line: number, notSimulated: boolean) {
    super(message);
    this.line = line;
    this.notSimulated = notSimulated;
  }
}
