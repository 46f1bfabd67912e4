import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Lab } from "../../../model/lab.ts";
import { loadLab } from "../../../model/load.ts";
import { type Zone, zoneFile, zones } from "../../../model/published/zones.ts";
import { labFolder } from "../lab-folder.ts";

const lab = loadLab(labFolder(), "home");
const [lan] = lab.networks;

describe("the zones of a lab", () => {
  test("name every node and guest forward and back, and the server that answers for them", () => {
    const [forward, ...reverse] = zones(withDns(lab, ["192.168.88.1"])).map(({ name, text }) => [name, text(7)]);
    expect(forward).toEqual([
      "home.arpa",
      `; Made from personas/home/ by \`strata publish\`; edits here are lost.
$ORIGIN home.arpa.
$TTL 300
@                IN SOA ns1.home.arpa. hostmaster.home.arpa. 7 3600 600 604800 300
@                IN NS  ns1.home.arpa.
asus             IN A   192.168.88.10
nuc              IN A   192.168.88.11
k3s-single       IN A   192.168.88.60
gitea            IN A   192.168.88.61
ns1              IN A   192.168.88.1
`,
    ]);
    expect(reverse).toEqual([
      [
        "88.168.192.in-addr.arpa",
        `; Made from personas/home/ by \`strata publish\`; edits here are lost.
$ORIGIN 88.168.192.in-addr.arpa.
$TTL 300
@                IN SOA ns1.home.arpa. hostmaster.home.arpa. 7 3600 600 604800 300
@                IN NS  ns1.home.arpa.
10               IN PTR asus.home.arpa.
11               IN PTR nuc.home.arpa.
60               IN PTR k3s-single.home.arpa.
61               IN PTR gitea.home.arpa.
1                IN PTR ns1.home.arpa.
`,
      ],
    ]);
  });

  test("call a server that is a guest by its own name, and pass over names that are taken", () => {
    const [gitea] = lab.guests;
    const guests = gitea ? [{ ...gitea, name: "ns1" }] : [];
    const text = zones({ ...withDns(lab, ["192.168.88.10", "192.168.88.2"]), guests })[0]?.text(1);
    expect(text).toContain("SOA asus.home.arpa.");
    expect(text).toMatch(/IN NS {2}asus\.home\.arpa\.\n.*IN NS {2}ns2\.home\.arpa\.\n/);
    expect(text).toContain("ns2              IN A   192.168.88.2\n");
  });

  test("name no server that stands elsewhere and knows nothing of the domain", () => {
    const text = zones(withDns(lab, ["9.9.9.9"]))[0]?.text(1);
    expect(text).toContain("@                IN NS  localhost.\n");
    expect(text).not.toContain("9.9.9.9");
  });

  test("are one for each /24, whatever the network's length", () => {
    const [first, second] = lab.nodes;
    if (!first || !second) throw new Error("no nodes");
    const nodes = [
      { ...first, address: "10.1.2.3" },
      { ...second, address: "10.1.30.4" },
    ];
    const names = zones({ ...withDns(lab, []), nodes, guests: [] }).map(({ name }) => name);
    expect(names).toEqual(["home.arpa", "2.1.10.in-addr.arpa", "30.1.10.in-addr.arpa"]);
  });
});

describe("a zone's serial", () => {
  const zone = (records: string): Zone => ({
    name: "home.arpa",
    text: (serial) => `@ IN SOA ns1.home.arpa. hostmaster.home.arpa. ${serial} 3600 600 604800 300\n${records}\n`,
  });

  test("is 1 at first, stays while nothing changes, and grows by one with each change", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1 }), (states) => {
        let file: string | undefined;
        let serial = 0;
        let last: string | undefined;
        for (const state of states) {
          if (state !== last) serial += 1;
          last = state;
          file = zoneFile(zone(state), file);
          expect(file).toBe(zone(state).text(serial));
        }
      }),
    );
  });

  test("goes on from the larger one where a merge left both", () => {
    const both = `<<<<<<< ours\n${zone("a").text(4)}=======\n${zone("b").text(9)}>>>>>>> theirs\n`;
    expect(zoneFile(zone("b"), both)).toBe(zone("b").text(10));
  });

  test("begins again behind the largest that fits into 32 bits", () => {
    expect(zoneFile(zone("b"), zone("a").text(2 ** 32 - 1))).toBe(zone("b").text(1));
  });

  test("is 1 where something else stands in the file", () => {
    expect(zoneFile(zone("a"), "SOA of nothing\n")).toBe(zone("a").text(1));
  });
});

function withDns(lab: Lab, dns: readonly string[]): Lab {
  return { ...lab, networks: lan ? [{ ...lan, dns }] : [] };
}
