/**
 * A basic regular expression (POSIX, with GNU's `\+`, `\?` and `\|`) as one of JavaScript: there the plain brackets, braces, plus,
 * question mark and bar are literal, and escaped ones mean something.
 *
 * @throws SyntaxError for what is no expression
 */
export function basicRegex(pattern: string, flags = ""): RegExp {
  let text = "";
  for (let at = 0; at < pattern.length; at += 1) {
    const letter = pattern[at] as string;
    if (letter === "\\") {
      at += 1;
      const escaped = pattern[at];
      if (escaped === undefined) throw new SyntaxError("Trailing backslash");
      text += /[(){}|+?]/.test(escaped) ? escaped : `\\${escaped}`;
    } else if (letter === "[") {
      const end = pattern.indexOf("]", pattern[at + 1] === "^" ? at + 3 : at + 2);
      if (end < 0) throw new SyntaxError("Unmatched [, [^, [:, [., or [=");
      text += pattern.slice(at, end + 1).replaceAll("\\", "\\\\");
      at = end;
    } else {
      text += /[(){}|+?]/.test(letter) || (letter === "*" && at === 0) ? `\\${letter}` : letter;
    }
  }
  return new RegExp(text, flags);
}
