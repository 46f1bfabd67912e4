import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  chooseProgram,
  chooseProvider,
  type Program,
  type ProgramFacts,
  type ProviderFacts,
} from "../../toolchain/choices.ts";

const tofu = (version: string): Program => ({ path: "/bin/tofu", name: "OpenTofu", version });
const terraform = (version: string): Program => ({ path: "/bin/terraform", name: "Terraform", version });
const nothing: ProgramFacts = { go: false };

describe("the program", () => {
  test.each<[string, ProgramFacts, string]>([
    [
      "the one asked for, before all",
      { ...everything(), override: { asked: "terraform", found: terraform("1.9.0") } },
      "override /bin/terraform",
    ],
    ["OpenTofu from PATH", everything(), "path /bin/tofu"],
    ["a prerelease of an accepted OpenTofu", { ...nothing, tofuOnPath: tofu("1.10.0-rc1") }, "path /bin/tofu"],
    [
      "the one built before, if OpenTofu on PATH is too old",
      { ...everything(), tofuOnPath: tofu("1.9.4") },
      "cache /cache/tofu",
    ],
    [
      "the one built before, rather than Terraform",
      { ...nothing, built: "/cache/tofu", terraformOnPath: terraform("1.11.4") },
      "cache /cache/tofu",
    ],
    ["a new build, rather than Terraform", { go: true, terraformOnPath: terraform("1.11.4") }, "build"],
    ["Terraform from PATH, at last", { ...nothing, terraformOnPath: terraform("1.11.4") }, "path /bin/terraform"],
  ])("is %s", (_name, facts, expected) => {
    const choice = chooseProgram(facts);
    expect("program" in choice ? `${choice.from} ${choice.program.path}` : choice.from).toBe(expected);
  });

  test.each<[string, ProgramFacts, string]>([
    [
      "nothing at all",
      nothing,
      "no OpenTofu 1.10 or newer and no Go to build it; install OpenTofu, or Go and run again",
    ],
    [
      "only old ones",
      { ...nothing, tofuOnPath: tofu("1.6.0"), terraformOnPath: terraform("1.5.7") },
      "no OpenTofu 1.10 or newer and no Go to build it (OpenTofu 1.6.0 on PATH is too old, Terraform 1.5.7 on PATH is too old); install OpenTofu, or Go and run again",
    ],
    [
      "an override that is not there",
      { ...everything(), override: { asked: "tofuu" } },
      'TERRAFORM_BINARY_NAME: "tofuu" is no OpenTofu or Terraform that can be run; name one, or unset it',
    ],
    [
      "an override that is too old",
      { ...everything(), override: { asked: "terraform", found: terraform("1.8.5") } },
      "TERRAFORM_BINARY_NAME: Terraform 1.8.5 (/bin/terraform) is older than 1.9.0; name a newer one, or unset it",
    ],
  ])("with %s is a fault that says what to do", (_name, facts, fault) => {
    expect(chooseProgram(facts)).toEqual({ from: "nowhere", fault });
  });

  test("is never an old one, and never a fault where a Go could build it and nothing else was asked for", () => {
    const version = fc.tuple(fc.nat(2), fc.nat(20), fc.nat(9)).map((parts) => parts.join("."));
    const facts = fc.record(
      {
        tofuOnPath: version.map(tofu),
        terraformOnPath: version.map(terraform),
        built: fc.constant("/cache/tofu"),
        go: fc.boolean(),
      },
      { requiredKeys: ["go"] },
    );
    fc.assert(
      fc.property(facts, (found) => {
        const choice = chooseProgram(found);
        if (found.go) expect(choice.from).not.toBe("nowhere");
        if (choice.from === "path") {
          const [major = 0, minor = 0] = choice.program.version.split(".").map(Number);
          expect(major * 100 + minor).toBeGreaterThanOrEqual(choice.program.name === "OpenTofu" ? 110 : 109);
        }
      }),
    );
  });
});

describe("a provider", () => {
  const none: ProviderFacts = { fetched: false, built: false, registry: "silent", go: false };

  test.each<[string, ProviderFacts, string]>([
    [
      "comes as the user configured, whatever else is there",
      { ...none, configuredIn: "/home/me/.tofurc", fetched: true, built: true },
      "user configuration",
    ],
    [
      "that was fetched is not asked for again",
      { ...none, fetched: true, registry: "unasked", built: true },
      "fetched",
    ],
    [
      "is asked for before a stand-in that lies ready is taken",
      { ...none, registry: "unasked", built: true, go: true },
      "ask the registry",
    ],
    ["is fetched where the registry answers", { ...none, registry: "answers", built: true, go: true }, "fetch"],
    ["that was built serves while the registry is silent", { ...none, built: true, go: true }, "built"],
    ["is built while the registry is silent", { ...none, go: true }, "build"],
    ["can be had nowhere without registry and Go", none, "nowhere"],
  ])("%s", (_name, facts, expected) => {
    expect(chooseProvider(facts)).toBe(expected);
  });
});

function everything(): ProgramFacts {
  return { tofuOnPath: tofu("1.12.6"), terraformOnPath: terraform("1.11.4"), built: "/cache/tofu", go: true };
}
