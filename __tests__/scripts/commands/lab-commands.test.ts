import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { loadLab } from "../../../model/load.ts";
import type { Outcome, StrataCommand } from "../../../scripts/command.ts";
import capacity from "../../../scripts/commands/capacity.ts";
import persona from "../../../scripts/commands/persona.ts";
import schemas from "../../../scripts/commands/schemas.ts";
import { labFolder, persona as personaText } from "../../model/lab-folder.ts";

const run = (command: StrataCommand, root: string, words: string[] = [], options = {}): Promise<Outcome> =>
  command.run({ arguments: words, options, site: "home", root, say: () => {} });

describe("strata persona new", () => {
  const wiki = `# yaml-language-server: $schema=../../schemas/persona.json
kind: vm
id: 200
node: asus
image: debian13@stable
cores: 2
memory: 2GiB
disk: 20GiB
address: 192.168.88.31
`;

  test("writes a file with the next free number and address, and the lab has the guest", async () => {
    const root = labFolder();
    const { facts } = await run(persona, root, ["new", "wiki"], { kind: "vm" });
    expect(facts).toEqual({ file: "personas/home/wiki.yaml", content: wiki, written: true });
    expect(readFileSync(join(root, "personas/home/wiki.yaml"), "utf8")).toBe(wiki);
    expect(loadLab(root, "home").guests.map(({ name }) => name)).toEqual(["gitea", "k3s-single", "wiki"]);
  });

  test("needs at most fifteen lines for a guest", () => {
    expect(wiki.split("\n").length).toBeLessThanOrEqual(15);
  });

  test("shows the file and writes nothing in a dry run", async () => {
    const root = labFolder();
    const { text } = await run(persona, root, ["new", "wiki"], { kind: "vm", dryRun: true });
    expect(text).toBe(`# personas/home/wiki.yaml\n${wiki}`);
    expect(existsSync(join(root, "personas/home/wiki.yaml"))).toBe(false);
  });

  test("knows images by their names, without the channel that a guest's file names beside", async () => {
    const named = run(persona, labFolder(), ["new", "wiki"], { kind: "vm", image: "debian13@stable" });
    await expect(named).rejects.toThrow('image "debian13@stable" does not exist in images/; ');
  });

  test("pins the release of a k3s server", async () => {
    const { text } = await run(persona, labFolder(), ["new", "k3s-two"], { kind: "k3s", dryRun: true });
    expect(text).toContain("image: alma9-k3s-optimized@v1.0.0\n");
  });

  test("gives a second guest the next number and address", async () => {
    const root = labFolder();
    await run(persona, root, ["new", "one"], { kind: "vm" });
    const { text } = await run(persona, root, ["new", "two"], { kind: "vm" });
    expect(text).toMatch(/id: 201\n[\s\S]*address: 192.168.88.32\n/);
  });

  test("never touches a file that is there", async () => {
    const root = labFolder();
    const before = readFileSync(join(root, "personas/home/gitea.yaml"), "utf8");
    await expect(run(persona, root, ["new", "gitea"], { kind: "vm" })).rejects.toThrow(
      "personas/home/gitea.yaml is there already; choose another name, or edit it",
    );
    expect(readFileSync(join(root, "personas/home/gitea.yaml"), "utf8")).toBe(before);
  });

  test.each(["../gitea", "Gitea", "", "a b"])("refuses the name %j", async (name) => {
    await expect(run(persona, labFolder(), ["new", name], { kind: "vm" })).rejects.toThrow("is no name for a guest");
  });

  test("leaves nothing behind where the guest does not fit", async () => {
    const root = labFolder();
    await expect(run(persona, root, ["new", "nuc"], { kind: "vm" })).rejects.toThrow("nuc is the name of a node");
    expect(existsSync(join(root, "personas/home/nuc.yaml"))).toBe(false);
  });

  test("says so where no image has a template", async () => {
    await expect(run(persona, labFolder(), ["new", "wiki"], { kind: "vm", node: "nuc" })).rejects.toThrow(
      "no image for a vm guest has a template on nuc; build or promote one first",
    );
  });
});

describe("strata capacity", () => {
  test("shows what each node and storage has, and who takes it", async () => {
    const { text } = await run(capacity, labFolder());
    expect(stripVTControlCharacters(text)).toBe(
      [
        "memory",
        "  asus           █████████████████░░░  85%    22GiB of    26GiB  32GiB less 2GiB for Proxmox and 4GiB for ZFS · 6 virtual cores on 4 · k3s-single 20GiB, gitea 2GiB",
        "  nuc            ░░░░░░░░░░░░░░░░░░░░   0%     0GiB of    15GiB  16GiB less 1GiB for Proxmox · 0 virtual cores on 2 · nobody",
        "",
        "disks",
        "  local of asus  ░░░░░░░░░░░░░░░░░░░░   0%     0GiB of    60GiB  nobody",
        "  local of nuc   ░░░░░░░░░░░░░░░░░░░░   0%     0GiB of    60GiB  nobody",
        "  tank of asus   ██████░░░░░░░░░░░░░░  32%   126GiB of   400GiB  k3s-single 60GiB, gitea 30GiB, alma9.8-k3-node-amd64-v1.35.6-k3s1-v1.0.0 20GiB, debian13-v1.0.0 8GiB, debian13-v1.1.0 8GiB",
        "  fast of nuc    ░░░░░░░░░░░░░░░░░░░░   0%     0GiB of   200GiB  nobody",
      ].join("\n"),
    );
  });

  test("shows what does not fit, and who would have to give", async () => {
    const large = personaText({ memory: "8GiB" });
    const { text, exit, facts } = await run(capacity, labFolder({ "personas/home/gitea.yaml": large }));
    expect(exit).toBe(1);
    expect(stripVTControlCharacters(text)).toContain(
      "\n\nmemory of asus: 2GiB too much; one of k3s-single, gitea would have to give",
    );
    expect(facts).toMatchObject({ nodes: [{ giveWay: { oneOf: ["k3s-single", "gitea"], together: [] } }, {}] });
  });

  test("gives the same as facts", async () => {
    const { facts } = await run(capacity, labFolder());
    expect(facts).toMatchObject({
      nodes: [{ node: "asus", nodeCores: 4, cores: 6, taken: 22 * 2 ** 30 }, { node: "nuc" }],
    });
  });
});

describe("strata schemas", () => {
  test("writes what is stale, and then has nothing to do", async () => {
    const root = labFolder();
    expect(await run(schemas, root, [], { check: true })).toMatchObject({ exit: 1 });
    expect(existsSync(join(root, "schemas"))).toBe(false);
    expect((await run(schemas, root)).text).toContain("wrote schemas/persona.json");
    expect((await run(schemas, root, [], { check: true })).exit).toBeUndefined();
    writeFileSync(join(root, "schemas/site.json"), "{}\n");
    expect(await run(schemas, root, [], { check: true })).toMatchObject({
      text: "schemas/site.json is not what the model says; run `strata schemas`",
      exit: 1,
    });
  });
});
