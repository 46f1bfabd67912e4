import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { resolveTestPrograms } from "../../toolchain/provider-tests.ts";
import { type FakeMachine, fakeMachine } from "./fake-go.ts";

let machine: FakeMachine;
afterEach(() => machine.remove());

test("tests of a package are built once, one program a package, in the order asked for", async () => {
  machine = fakeMachine();
  const { environment } = machine;
  const [pools] = await resolveTestPrograms(["fwprovider/pools"], { environment });
  const both = await resolveTestPrograms(["fwprovider/access", "fwprovider/pools"], { environment });
  expect(both[1]).toBe(pools);
  expect(both.map((path) => path.split("/").at(-1))).toEqual(["access.test", "pools.test"]);
  const provider = "github.com/bpg/terraform-provider-proxmox";
  expect(machine.built()).toEqual([`${provider}/fwprovider/pools`, `${provider}/fwprovider/access`]);
});

test("a build that fails names the package and the log", async () => {
  machine = fakeMachine({ go: "fails" });
  const log = join(machine.folder, "cache", "logs", "provider-proxmox.log");
  await expect(resolveTestPrograms(["fwprovider/pools"], { environment: machine.environment })).rejects.toThrow(
    `tests of fwprovider/pools 0.111.1 could not be built: example.org/one@v1.0.0: dial tcp: lookup example.org: no such host; the whole log is ${log}`,
  );
  expect(readFileSync(log, "utf8")).toContain("no such host");
});
