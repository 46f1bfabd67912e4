import { expect, test } from "@jest/globals";
import { verdictOf } from "../../../scripts/acceptance/verdict.ts";

test("a test that ended well has passed", () => {
  expect(verdictOf("TestAccTime", "=== RUN   TestAccTime\n--- PASS: TestAccTime (0.35s)\nPASS\n")).toEqual({
    status: "passed",
  });
});

test("a test of a longer name, or a part of it, does not pass for it", () => {
  const output = "--- PASS: TestAccTimeZone (0.35s)\n    --- PASS: TestAccTime/read (0.1s)\n";
  expect(verdictOf("TestAccTime", output)).toEqual({ status: "failed", reason: "it ended without a word" });
});

test.each([
  "--- SKIP: TestAccDisks (0.00s)\nPASS\n",
  "--- PASS: TestAccDisks (1s)\n    --- SKIP: TestAccDisks/zfs (0s)\n",
])("a skip is not a pass, not even of a part", (ending) => {
  expect(verdictOf("TestAccDisks", `    disks_test.go:29: no disk is set\n${ending}`)).toEqual({
    status: "failed",
    reason: expect.stringMatching(/^TestAccDisks\S* was skipped: no disk is set$/),
  });
});

test("what OpenTofu refused stands in one line, without the configuration it is about", () => {
  const output = `    fabric_test.go:144: Step 1/2 error: Error running apply: exit status 1
        
        Error: Unable to create fabric
        
          with proxmox_fabric.one,
          on test.tf line 25, in resource "proxmox_fabric" "one":
          25: 				resource "proxmox_fabric" "one" {
        
        error creating fabric: received an HTTP 501 response - Reason: Method
        'POST /cluster/sdn/fabrics/fabric' not implemented
--- FAIL: TestAccFabric (1.48s)
`;
  expect(verdictOf("TestAccFabric", output).reason).toBe(
    "Error: Unable to create fabric error creating fabric: received an HTTP 501 response - Reason: Method " +
      "'POST /cluster/sdn/fabrics/fabric' not implemented",
  );
});

test.each([
  [
    "    pool_test.go:57: \n        \tError Trace:\tpool_test.go:57\n        \tError:      \tReceived unexpected error:\n        \t            \tno such pool\n        \tTest:       \tTestAccX\n",
    "Error: Received unexpected error: no such pool",
  ],
  ["    time_test.go:9: Step 1/1 error: Check failed: it is late\n", "Step 1/1 error: Check failed: it is late"],
  ["panic: test timed out after 3m0s\n\ngoroutine 1 [running]:\n", "panic: test timed out after 3m0s"],
  [
    "        \tError:      \tshould be empty\n        \tTest:       \tTestAccX\npanic: test executed panic(nil) or runtime.Goexit\n",
    "Error: should be empty",
  ],
])("an assertion, a failed check and a panic are told by their own words", (output, reason) => {
  expect(verdictOf("TestAccX", `${output}--- FAIL: TestAccX (1.48s)\n`)).toEqual({ status: "failed", reason });
});
