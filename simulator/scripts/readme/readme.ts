/** The README with its generated parts made anew; what stands outside their markers is left as it is. */
import { type AcceptanceResults, acceptanceText } from "./acceptance.ts";
import { absentText, areaTable, faultTable, optionsText, pathTables } from "./tables.ts";

const parts: Readonly<Record<string, (results: AcceptanceResults) => string>> = {
  options: optionsText,
  areas: areaTable,
  absent: absentText,
  faults: faultTable,
  paths: pathTables,
  acceptance: acceptanceText,
};

const markers = /(<!-- generated: (\w+) -->)[\s\S]*?(<!-- end -->)/g;

/**
 * @param results of the provider's own tests
 * @throws Error for a marker that names no part, and for a part that has no place
 */
export function currentReadme(text: string, results: AcceptanceResults): string {
  const places = [...text.matchAll(markers)].map(([, , name = ""]) => name);
  const astray = [
    ...places.filter((name) => !parts[name]),
    ...Object.keys(parts).filter((name) => !places.includes(name)),
  ];
  if (astray.length > 0)
    throw new Error(`README.md: ${astray.join(", ")}: a marker without a part, or a part without a marker`);
  return text.replaceAll(
    markers,
    (_, start: string, name: string, end: string) => `${start}\n\n${parts[name]?.(results)}\n\n${end}`,
  );
}
