import { ShellSyntaxError } from "./syntax.ts";

/** A place in the text of a script. */
export class Cursor {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get done(): boolean {
    return this.#position >= this.#text.length;
  }

  /** The character here, or an empty text at the end. */
  get here(): string {
    return this.#text.charAt(this.#position);
  }

  /** Line of this place, from 1. */
  get line(): number {
    return this.#text.slice(0, this.#position).split("\n").length;
  }

  /** Takes the character here. */
  take(): string {
    const taken = this.here;
    this.#position += 1;
    return taken;
  }

  /** What `pattern` (sticky) finds here, without taking it. */
  look(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#position;
    return pattern.exec(this.#text);
  }

  /** Takes what `pattern` (sticky) finds here. */
  match(pattern: RegExp): RegExpExecArray | null {
    const found = this.look(pattern);
    if (found) this.#position += found[0].length;
    return found;
  }

  /** Takes `text` if it stands here. */
  skip(text: string): boolean {
    const found = this.#text.startsWith(text, this.#position);
    if (found) this.#position += text.length;
    return found;
  }

  /** Takes spaces, tabs, continued lines and a comment, but no end of line. */
  skipBlanks(): void {
    this.match(/(?:[ \t]|\\\n)*(?:#[^\n]*)?/y);
  }

  /** Takes blanks and ends of line. */
  skipLines(): void {
    this.match(/(?:[ \t\n]|\\\n|#[^\n]*)*/y);
  }

  /** The error for what stands here and should not. */
  unexpected(): ShellSyntaxError {
    const found = this.look(/[^\s;&|()<>]+|&&|\|\||;;|\n|./y)?.[0];
    const token = found === undefined || found === "\n" ? "newline" : found;
    const message = this.done
      ? "syntax error: unexpected end of file"
      : `syntax error near unexpected token \`${token}'`;
    return new ShellSyntaxError(message, this.line, false);
  }

  /** The error for a quote or brace that was never closed. */
  unclosed(closing: string): ShellSyntaxError {
    return new ShellSyntaxError(`unexpected EOF while looking for matching \`${closing}'`, this.line, false);
  }

  /** The error for a form that bash has and this shell has not. */
  notSimulated(form: string): ShellSyntaxError {
    return new ShellSyntaxError(`${form}: not simulated`, this.line, true);
  }
}
