import { exitCodes, StrataError } from "../exit.ts";

/**
 * A text with the part between two marks replaced: `<!-- guests: … -->` before it, `<!-- /guests -->` after it.
 * @param mark what the marks are called
 * @param file named in the error, where a mark is missing
 */
export function betweenMarks(text: string, { mark, part, file }: { mark: string; part: string; file: string }): string {
  const found = new RegExp(`(<!-- ${mark}: [^\\n]* -->\\n)[\\s\\S]*?(<!-- /${mark} -->)`).exec(text);
  if (!found)
    throw new StrataError(
      exitCodes.wrongInput,
      `${file} has no place between <!-- ${mark}: … --> and <!-- /${mark} -->; put both lines where the ${mark} shall stand`,
    );
  const [whole, before, after] = found;
  return text.replace(whole, () => `${before}\n${part}\n\n${after}`);
}
