import { expect, test } from "@jest/globals";
import type { LivingGuest } from "../../../model/adoption/living.ts";
import { matchGuests } from "../../../model/adoption/match.ts";
import { container, lab, line, living, sourceOf } from "./home.ts";

/** What is said of a guest, with these on the host and no stack known. */
function said(name: string, host: readonly LivingGuest[]): string | undefined {
  const { mismatches } = matchGuests({ lab, sourceOf, living: host, known: () => false });
  const found = mismatches.find(({ guest }) => guest.name === name);
  return found && line(found.fault);
}

test("a container is found by its number when its name is the same, and nothing is said of it", () => {
  const { matches, undeclared } = matchGuests({ lab, sourceOf, living: [living()], known: () => false });
  expect(matches).toEqual([{ guest: container("gitea"), living: living() }]);
  expect(undeclared).toEqual([]);
});

const at = "personas/home/gitea.yaml:3:5";

test.each<[string, readonly LivingGuest[], string]>([
  [
    "a machine has its number",
    [living({ kind: "vm", name: "desktop" })],
    `${at}: 114 is a machine on the host (desktop), and no container; write another id`,
  ],
  [
    "a template has its number",
    [living({ template: true })],
    `${at}: 114 is a template on the host, and no container that runs; write another id`,
  ],
  [
    "another name has its number",
    [living({ name: "wiki" })],
    `${at}: 114 is called wiki on the host; rename the file to wiki.yaml, or write the id of gitea`,
  ],
  [
    "a name that is none for a file has its number",
    [living({ name: "gitea.home.arpa" })],
    `${at}: 114 is called gitea.home.arpa on the host, which is none for a file; \`pct set 114 --hostname gitea\` there, or write the id of gitea`,
  ],
  [
    "another name has its number, and its name another one",
    [living({ name: "wiki" }), living({ id: 214 })],
    `${at}: 114 is called wiki on the host; gitea is ct 214 on asus: write id: 214`,
  ],
  [
    "it is on another node",
    [living({ node: "forge" })],
    "personas/home/gitea.yaml:4:7: gitea is on forge of the host; write node: forge",
  ],
  [
    "it is being moved",
    [living({}, { lock: "migrate" })],
    `${at}: gitea is locked on the host (migrate); wait until that is done, or \`pct unlock 114\` where nothing goes on`,
  ],
  [
    "it is being backed up",
    [living({}, { lock: "backup" })],
    `${at}: gitea is locked on the host (backup); wait until that is done, or \`pct unlock 114\` where nothing goes on`,
  ],
  [
    "its name has another number",
    [living({ id: 214, node: "forge" })],
    `${at}: the host has no 114; gitea is ct 214 on forge: write id: 214`,
  ],
  [
    "two have its name",
    [living({ id: 214 }), living({ id: 215, node: "forge" })],
    `${at}: the host has no 114; gitea is ct 214 on asus, ct 215 on forge: write the id of the one that is meant`,
  ],
  [
    "a machine has its name",
    [living({ id: 214, kind: "vm" })],
    `${at}: the host has no 114; gitea is vm 214 on asus, and no container`,
  ],
  [
    "neither its number nor its name is there",
    [],
    `${at}: the host has no 114; start the node it is on, let the token see it (VM.Audit on /vms/114), or remove adopted: true where it is to be made`,
  ],
])("a container that says it was there is not taken for another: %s", (_, host, words) => {
  expect(said("gitea", host)).toBe(words);
});

test("a container that was there and does not say so is told how to be taken over", () => {
  expect(said("trilium", [living({ id: 101, name: "trilium" })])).toBe(
    "personas/home/trilium.yaml:3:5: 101 is there already, as trilium; write adopted: true to take it over",
  );
});

test("a number that something else has on the host is told before anything is made under it", () => {
  expect(said("trilium", [living({ id: 101, name: "wiki" })])).toBe(
    "personas/home/trilium.yaml:3:5: 101 is taken on the host by wiki (ct 101 on asus); write another id",
  );
});

test("what a stack's own state knows is nobody else's", () => {
  const host = [living({ id: 101, name: "trilium" })];
  const { mismatches } = matchGuests({ lab, sourceOf, living: host, known: ({ name }) => name === "trilium" });
  expect(mismatches.map(({ guest }) => guest.name)).not.toContain("trilium");
});

test("guests that no file declares are told by number; templates, and those of files that are not enabled, are not", () => {
  const host = [
    living({ id: 130, name: "wiki" }),
    living({ id: 120, name: "pihole" }),
    living({ id: 9000, name: "debian", kind: "vm", template: true }),
    living({ id: 104, name: "garage" }),
  ];
  const { undeclared } = matchGuests({ lab, sourceOf, living: host, known: () => true });
  expect(undeclared.map(({ name }) => name)).toEqual(["pihole", "wiki"]);
});
