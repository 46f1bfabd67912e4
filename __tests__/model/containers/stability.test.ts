import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Lab } from "../../../model/lab.ts";
import { loadLab } from "../../../model/load.ts";
import { newPersona } from "../../../model/new-persona.ts";
import { hostsFile } from "../../../model/published/hosts-file.ts";
import { idMap } from "../../../model/published/ids.ts";
import { networkMap } from "../../../model/published/networks.ts";
import { machineTargets } from "../../../model/published/targets.ts";
import { zones } from "../../../model/published/zones.ts";
import { containerLab } from "./container-lab.ts";

const edit = fc.record({
  name: fc.constantFrom("a", "b2", "c-3", "mail", "notes", "zz"),
  kind: fc.constantFrom("lxc" as const, "lxc" as const, "vm" as const, "disable" as const, "remove" as const),
});

test("adding, disabling and removing containers and machines moves nobody else, here or in what others read", () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 8 }), (edits) => {
      const root = containerLab();
      const file = (name: string) => join(root, "personas/home", `${name}.yaml`);
      let lab = loadLab(root, "home");
      for (const { name, kind } of edits) {
        const text = existsSync(file(name)) ? readFileSync(file(name), "utf8") : undefined;
        if (kind === "remove") rmSync(file(name), { force: true });
        else if (kind === "disable") disable(file(name), text);
        else if (text === undefined) writeFileSync(file(name), small(lab, kind));
        const before = identities(lab);
        lab = loadLab(root, "home");
        const after = identities(lab);
        for (const [other, identity] of before) if (other !== name) expect(after.get(other)).toEqual(identity);
      }
    }),
    { numRuns: 15 },
  );
});

/** A machine cannot be disabled; only a container's file says so. */
function disable(file: string, text: string | undefined): void {
  if (text?.includes("kind: lxc\n") && !text.includes("enabled")) writeFileSync(file, `${text}enabled: false\n`);
}

/** A new guest that takes next to nothing, with the number and address that it is offered. */
function small(lab: Lab, kind: "lxc" | "vm"): string {
  const file = newPersona(lab, { kind, ...(kind === "lxc" && { node: "asus" }) });
  return file.replace(/memory: .*/, "memory: 64MiB").replace(/disk: .*/, `disk: ${kind === "lxc" ? 1 : 8}GiB`);
}

/** What is known of each guest by any reader, by its name. */
function identities(lab: Lab): Map<string, unknown> {
  const lines = [hostsFile(lab), ...zones(lab).map(({ text }) => text(1))].join("").split("\n");
  const numbers = idMap(lab).flatMap(({ taken }) => taken);
  const addresses = networkMap(lab).flatMap(({ taken }) => taken);
  return new Map(
    [...lab.guests, ...(lab.kept ?? [])].map((guest) => [
      guest.name,
      {
        enabled: lab.guests.some(({ name }) => name === guest.name),
        guest: [guest.id, guest.address, "mac" in guest && guest.mac, "data" in guest && guest.data],
        lines: lines.filter((line) => line.split(/[\s.]+/).includes(guest.name)),
        number: numbers.find(({ name }) => name === guest.name),
        address: addresses.find(({ name }) => name === guest.name),
        target: machineTargets(lab).find(({ labels }) => labels.instance === guest.name),
      },
    ]),
  );
}
