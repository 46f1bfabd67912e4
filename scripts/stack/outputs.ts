import { readFile } from "node:fs/promises";

/**
 * The outputs that a state keeps, or undefined before the first apply and after a destroy. One that is marked sensitive
 * is named and not told.
 */
export async function readOutputs(stateFile: string): Promise<Record<string, unknown> | undefined> {
  const text = await readFile(stateFile, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const { outputs = {} } = JSON.parse(text) as {
    readonly outputs?: Readonly<Record<string, { readonly value: unknown; readonly sensitive?: boolean }>>;
  };
  const told = Object.entries(outputs).map(([name, { value, sensitive }]) => [name, sensitive ? "(sensitive)" : value]);
  return told.length === 0 ? undefined : Object.fromEntries(told);
}
