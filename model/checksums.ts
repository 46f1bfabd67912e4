/** One line of a list of checksums. */
export interface Checksum {
  /** Name of the file, without folders. */
  readonly file: string;
  readonly algorithm: "sha256" | "sha512";
  /** Hexadecimal digits in lower case. */
  readonly digest: string;
}

/**
 * Reads a list as vendors publish them: `<digest>  <file>` (sha256sum(1)) or `SHA256 (<file>) = <digest>` (its --tag), with
 * or without a signature around it. What is no such line is passed over. Whether the signature holds is not asked here.
 */
export function parseChecksums(text: string): Checksum[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const plain = /^([0-9a-f]{64}|[0-9a-f]{128}) [ *](\S.*)$/i.exec(line);
    const tagged = /^SHA(?:256|512) \((.+)\) = ([0-9a-f]{64}|[0-9a-f]{128})$/i.exec(line);
    const [file, digest] = plain ? [plain[2], plain[1]] : [tagged?.[1], tagged?.[2]];
    if (file === undefined || digest === undefined) return [];
    const algorithm = digest.length === 64 ? "sha256" : "sha512";
    return { file: file.split("/").at(-1) ?? file, algorithm, digest: digest.toLowerCase() };
  });
}
