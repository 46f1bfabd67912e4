/** Lists of which another parameter, the protocol, says what they may hold. Source: `oneOf` with `type-property` in PVE::JSONSchema. */
import { invalidParameters } from "../../kernel/error.ts";
import { PropertyStringError, parseProperties, printProperties } from "../../schema/property-string.ts";
import type { Fields } from "../../schema/schema.ts";

/** @throws 400 for an item that is none of the words */
export function demandChoices(
  name: string,
  items: readonly string[] | undefined,
  words: readonly string[],
): readonly string[] {
  for (const [index, item] of (items ?? []).entries()) {
    if (words.includes(item)) continue;
    throw invalidParameters({
      [`${name}[${index}]`]: `value '${item}' does not have a value in the enumeration '${words.join(", ")}'`,
    });
  }
  return items ?? [];
}

/** Property strings, each written anew. @throws 400 for one that cannot be read */
export function settledItems(name: string, items: readonly string[], fields: Fields): string[] {
  return items.map((item, index) => {
    try {
      return printProperties(fields, parseProperties(fields, item, `${name}[${index}]`));
    } catch (error) {
      if (!(error instanceof PropertyStringError)) throw error;
      throw invalidParameters({ [`${name}[${index}]`]: `invalid format - ${error.message}\n` });
    }
  });
}
