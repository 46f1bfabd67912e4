import { readState } from "./state.ts";

/**
 * The outputs that a state keeps, or undefined before the first apply and after a destroy. One that is marked sensitive
 * is named and not told.
 */
export async function readOutputs(stateFile: string): Promise<Record<string, unknown> | undefined> {
  return outputsIn(await readState(stateFile));
}

/** The same of a state that was read already. @param reveal tell those that are marked sensitive as well */
export function outputsIn(text: string | undefined, reveal = false): Record<string, unknown> | undefined {
  if (text === undefined) return undefined;
  const { outputs = {} } = JSON.parse(text) as {
    readonly outputs?: Readonly<Record<string, { readonly value: unknown; readonly sensitive?: boolean }>>;
  };
  const told = Object.entries(outputs).map(([name, { value, sensitive }]) => [
    name,
    sensitive && !reveal ? "(sensitive)" : value,
  ]);
  return told.length === 0 ? undefined : Object.fromEntries(told);
}
