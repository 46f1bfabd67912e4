import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { execa, execaSync } from "execa";
import { loadLab } from "../../../model/load.ts";
import { zones } from "../../../model/published/zones.ts";
import { foldersIn } from "../../../model/reading/folder.ts";
import type { Outcome, StrataCommand } from "../../../scripts/command.ts";
import ids from "../../../scripts/commands/ids.ts";
import network from "../../../scripts/commands/network.ts";
import publish from "../../../scripts/commands/publish.ts";
import { labFolder } from "../../model/lab-folder.ts";
import { testNeeding } from "../../needs.ts";

const checkout = fileURLToPath(new URL("../../..", import.meta.url));
const run = (command: StrataCommand, root: string, options = {}, site = "home"): Promise<Outcome> =>
  command.run({ arguments: [], options, site, root, say: () => {} });

test("what is published of each site is what its files say; `strata publish` writes it", async () => {
  for (const site of foldersIn(checkout, "personas")) {
    const { exit, text } = await run(publish, checkout, { check: true }, site);
    expect([text.replace(/^.*(?=up to date)/, ""), exit]).toEqual(["up to date", undefined]);
  }
});

describe("strata publish", () => {
  test("writes what is stale, and then has nothing to do", async () => {
    const root = labFolder();
    expect(await run(publish, root, { check: true })).toMatchObject({ exit: 1 });
    expect(foldersIn(root, ".")).not.toContain("published");
    expect((await run(publish, root)).text).toContain("wrote published/home/dns/home.arpa.zone");
    expect(await run(publish, root)).toEqual({
      text: "published/home/, published/home/dns/ and published/home/prometheus/ are up to date",
      facts: { stale: [] },
    });
  });

  test("raises the serial of a zone when a record changes, and of no other zone", async () => {
    const root = labFolder();
    await run(publish, root);
    const gitea = join(root, "personas/home/gitea.yaml");
    writeFileSync(gitea, readFileSync(gitea, "utf8").replace("192.168.88.61", "192.168.88.99"));
    expect((await run(publish, root, { check: true })).exit).toBe(1);
    await run(publish, root);
    await run(publish, root);
    const zone = (name: string) => readFileSync(join(root, "published/home/dns", name), "utf8");
    expect(zone("home.arpa.zone")).toMatch(/ 2 3600 600 604800 300\n[\s\S]*gitea +IN A +192.168.88.99\n/);
  });

  test("names a file that nothing makes any more, and leaves it to the person", async () => {
    const root = labFolder();
    await run(publish, root);
    mkdirSync(join(root, "published/home/old"));
    writeFileSync(join(root, "published/home/old/lan.zone"), "");
    const told = "published/home/old/lan.zone is not made from personas/home/ any more; remove it";
    expect(await run(publish, root, { check: true })).toMatchObject({ exit: 1, text: expect.stringContaining(told) });
    expect(await run(publish, root)).toMatchObject({ facts: { strangers: ["published/home/old/lan.zone"] } });
    expect(readdirSync(join(root, "published/home/old"))).toEqual(["lan.zone"]);
  });

  test("writes nothing of a lab that is wrong", async () => {
    const root = labFolder({ "personas/home/gitea.yaml": "kind: vm\n" });
    await expect(run(publish, root)).rejects.toThrow("nothing was written");
    expect(foldersIn(root, ".")).not.toContain("published");
  });
});

describe("strata ids", () => {
  test("shows each range, who has which number in it, and the next free one", async () => {
    const { text, facts } = await run(ids, labFolder());
    expect(stripVTControlCharacters(text).split("\n").slice(0, 5)).toEqual([
      "containers  100-199 · 0 taken · next free 100",
      "",
      "virtual machines  200-299 · 2 taken · next free 200",
      "  210  k3s-single  k3s       asus  192.168.88.60",
      "  211  gitea       vm        asus  192.168.88.61",
    ]);
    expect(facts).toMatchObject({ site: "home", ranges: [{ next: 100 }, { taken: [{ id: 210 }, { id: 211 }] }, {}] });
  });
});

describe("strata network", () => {
  test("shows each network, what is reserved and who has which address, and the next free one", async () => {
    const { text, facts } = await run(network, labFolder());
    expect(stripVTControlCharacters(text).split("\n\n")[0]).toBe(
      [
        "lan  192.168.88.0/24 · vmbr0 · gateway 192.168.88.1 · 222 of 225 free · next free 192.168.88.31",
        "  192.168.88.2-192.168.88.30 reserved",
        "  192.168.88.1                 gateway, DNS",
        "  192.168.88.5                 third vote",
        "  192.168.88.10    asus        node",
        "  192.168.88.11    nuc         node",
        "  192.168.88.60    k3s-single  k3s 210",
        "  192.168.88.61    gitea       vm 211",
      ].join("\n"),
    );
    expect(facts).toMatchObject({ site: "home", networks: [{ free: 222 }, {}] });
  });

  test("refuses a site that does not exist, and names the one that does", async () => {
    await expect(run(network, labFolder(), {}, "hme")).rejects.toThrow('did you mean "home"?');
  });
});

testNeeding("named-checkzone of bind9-utils", execaSync("named-checkzone", ["-v"], { reject: false }).exitCode === 0)(
  "BIND takes the zones of the lab",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "strata-zones-"));
    try {
      for (const { name, text } of zones(loadLab(checkout, "home"))) {
        writeFileSync(join(folder, name), text(1));
        const { stdout } = await execa("named-checkzone", [
          "-i",
          "full",
          "-k",
          "fail",
          "-n",
          "fail",
          name,
          join(folder, name),
        ]);
        expect(stdout).toBe(`zone ${name}/IN: loaded serial 1\nOK`);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
