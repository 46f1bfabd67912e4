import type { z } from "zod";
import type { Fault } from "./fault.ts";
import type { Source } from "./files/yaml-source.ts";
import { describeAt, nameOf } from "./schemas/wording.ts";

/** A value that a person still has to put in (002 R7.5). `TODO` counts only as a word of its own. */
const placeholder = /CHANGEME|(?<![A-Za-z0-9])TODO(?![A-Za-z0-9])/;

/** Every value of a file that still says TODO or CHANGEME. Comments may say so. */
export function placeholdersIn(source: Source, schema?: z.ZodType): Fault[] {
  return [...source.scalars()].flatMap(({ path, text }) => {
    const [word] = placeholder.exec(text) ?? [];
    if (!word) return [];
    const meaning = (schema && describeAt(schema, path)) ?? "its value";
    return source.fault(path, `${nameOf(path)} is still ${word}; put in ${meaning}`);
  });
}
