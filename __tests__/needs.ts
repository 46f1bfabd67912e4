import { test } from "@jest/globals";

/** A test that needs something this machine may lack; where it does, the skip says so in the test's own name. */
export function testNeeding(
  what: string,
  present: boolean,
): (name: string, body: () => Promise<void> | void, timeout?: number) => void {
  return present
    ? (name, body, timeout) => test(name, body, timeout)
    : (name) => test.skip(`${name} (needs ${what})`, () => {});
}
