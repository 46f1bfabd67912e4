import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { Faults } from "../../model/fault.ts";
import { loadLab } from "../../model/load.ts";
import { faultsOf, labFolder, persona } from "./lab-folder.ts";

const names = ["a", "b2", "c-3", "gitea", "k3s-single", "m", "n8n", "wiki", "zz"] as const;
const anyName = fc.constantFrom(...names);
const edit = fc.oneof(
  fc.record({ kind: fc.constant("add" as const), name: anyName }),
  fc.record({ kind: fc.constant("remove" as const), name: anyName }),
  fc.record({ kind: fc.constant("rename" as const), name: anyName, to: anyName }),
);

test("adding, removing and renaming guests moves no other guest's number, address or MAC", () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 12 }), (edits) => {
      const root = labFolder();
      const file = (name: string) => join(root, "personas/home", `${name}.yaml`);
      const present = new Set<string>(["gitea", "k3s-single"]);
      let next = 220;
      let before = identities(root);
      for (const step of edits) {
        if (step.kind === "add" && !present.has(step.name)) {
          writeFileSync(file(step.name), persona({ id: next, address: `192.168.88.${next - 100}`, memory: "256MiB" }));
          present.add(step.name);
          next += 1;
        } else if (step.kind === "remove" && present.delete(step.name)) {
          rmSync(file(step.name));
          before.delete(step.name);
        } else if (step.kind === "rename" && present.has(step.name) && !present.has(step.to)) {
          renameSync(file(step.name), file(step.to));
          present.delete(step.name);
          present.add(step.to);
          before.set(step.to, before.get(step.name));
          before.delete(step.name);
        }
        const after = identities(root);
        expect(new Set(after.keys())).toEqual(present);
        for (const [name, identity] of before) expect(after.get(name)).toEqual(identity);
        before = after;
      }
    }),
    { numRuns: 40 },
  );
});

test("the order of nodes, storages and networks in a site's file changes no guest", () => {
  const plain = loadLab(labFolder(), "home").guests;
  const lines = siteLines();
  fc.assert(
    fc.property(fc.shuffledSubarray(lines.storages, { minLength: 3 }), fc.boolean(), (storages, flip) => {
      const networks = flip ? lines.networks.toReversed() : lines.networks;
      const site = [...lines.head, ...networks.flat(), ...lines.middle, ...storages, ...lines.tail].join("\n");
      expect(byName(loadLab(labFolder({ "personas/home/site.yaml": site }), "home").guests)).toEqual(byName(plain));
    }),
    { numRuns: 12 },
  );
});

test("whatever stands in a file, it is read or refused in place, and never breaks", () => {
  const word = fc.constantFrom(
    "kind",
    "id",
    "memory",
    "vm",
    "24GiB",
    "[",
    "]",
    "{",
    "}",
    ":",
    " ",
    "\n",
    "- ",
    "&a",
    "*a",
    "!!x",
    "\t",
    '"',
    "'",
    "#",
    "|",
    "---",
    "%",
    "\u0000",
    "é",
    "null",
    "~",
    "1e9",
    "__proto__",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(word, fc.string({ maxLength: 3 })), { maxLength: 25 }), (parts) => {
      const text = parts.join("");
      const root = labFolder({ "personas/home/gitea.yaml": text });
      try {
        loadLab(root, "home");
      } catch (error) {
        if (!(error instanceof Faults)) throw error;
        const lines = text.split("\n");
        for (const { at, message } of error.faults.filter((fault) => fault.at.file.endsWith("gitea.yaml"))) {
          expect(at.line).toBeLessThanOrEqual(lines.length);
          expect(at.column).toBeLessThanOrEqual((lines[at.line - 1] ?? "").length + 1);
          expect(message).not.toMatch(/\n|undefined|\[object/);
        }
      }
    }),
    { numRuns: 150 },
  );
});

test("one value put wrong is told once, in its own line", () => {
  const wrong = fc.constantFrom(
    ["id", "99"],
    ["node", "nowhere"],
    ["image", "nothing@stable"],
    ["cores", "0"],
    ["memory", "2"],
    ["disk", "1GiB"],
    ["address", "192.168.88.255"],
  );
  const order = ["kind", "id", "node", "image", "cores", "memory", "disk", "address"];
  fc.assert(
    fc.property(wrong, ([key = "", value = ""]) => {
      const root = labFolder({ "personas/home/gitea.yaml": persona({ [key]: value }) });
      expect(faultsOf(root)).toMatch(
        new RegExp(`^personas/home/gitea.yaml:${order.indexOf(key) + 1}:.*\n1 fault in 1 file`),
      );
    }),
    { numRuns: 14 },
  );
});

function identities(root: string): Map<string, unknown> {
  return new Map(loadLab(root, "home").guests.map(({ name, id, address, mac }) => [name, { id, address, mac }]));
}

function byName<T extends { readonly name: string }>(guests: readonly T[]): Record<string, T> {
  return Object.fromEntries(guests.map((guest) => [guest.name, guest]));
}

/** The base lab's site file, cut where its maps of named things begin and end. */
function siteLines() {
  const text = readFileSync(join(labFolder(), "personas/home/site.yaml"), "utf8").split("\n");
  const cut = (from: string, to: string) => text.slice(text.indexOf(from) + 1, text.indexOf(to));
  const lab = text.findIndex((line) => line.startsWith("  lab:"));
  const lan = cut("networks:", "nodes:").slice(0, lab - text.indexOf("networks:") - 1);
  return {
    head: text.slice(0, text.indexOf("networks:") + 1),
    networks: [lan, [text[lab] ?? ""]],
    middle: text.slice(text.indexOf("nodes:"), text.indexOf("storages:") + 1),
    storages: text.slice(
      text.indexOf("storages:") + 1,
      text.findIndex((line) => line.startsWith("ids:")),
    ),
    tail: text.slice(text.findIndex((line) => line.startsWith("ids:"))),
  };
}
