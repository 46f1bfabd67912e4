/** The README with its generated parts made anew; what stands outside their markers is left as it is. */
import { absentText, areaTable, faultTable, optionsText, pathTables } from "./tables.ts";

const parts: Readonly<Record<string, () => string>> = {
  options: optionsText,
  areas: areaTable,
  absent: absentText,
  faults: faultTable,
  paths: pathTables,
};

const markers = /(<!-- generated: (\w+) -->)[\s\S]*?(<!-- end -->)/g;

/** @throws Error for a marker that names no part, and for a part that has no place */
export function currentReadme(text: string): string {
  const places = [...text.matchAll(markers)].map(([, , name = ""]) => name);
  const astray = [
    ...places.filter((name) => !parts[name]),
    ...Object.keys(parts).filter((name) => !places.includes(name)),
  ];
  if (astray.length > 0)
    throw new Error(`README.md: ${astray.join(", ")}: a marker without a part, or a part without a marker`);
  return text.replaceAll(
    markers,
    (_, start: string, name: string, end: string) => `${start}\n\n${parts[name]?.()}\n\n${end}`,
  );
}
