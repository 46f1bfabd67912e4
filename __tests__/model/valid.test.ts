import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import type { Machine } from "../../model/lab.ts";
import { loadLab } from "../../model/load.ts";
import { faultsOf, labFolder } from "./lab-folder.ts";

const fixtures = fileURLToPath(new URL("valid", import.meta.url));

test.each(readdirSync(fixtures).sort())("%s is right", (name) => {
  expect(faultsOf(labFolder(join(fixtures, name)))).toBe("no faults");
});

test("the lab of this repository is right", () => {
  expect(loadLab(fileURLToPath(new URL("../..", import.meta.url)), "home").guests.map(({ name }) => name)).toContain(
    "k3s-single",
  );
});

describe("a guest", () => {
  test("has its names followed to what they mean", () => {
    const { node, image, release, storage, network, follows, mac, protect } = guestOf(labFolder(), "k3s-single");
    expect([node.name, image.name, release.template.id, storage.name, network.name]).toEqual([
      "asus",
      "alma9-k3s-optimized",
      9001,
      "tank",
      "lan",
    ]);
    expect([follows, mac, protect]).toEqual(["release", "4E:A1:00:00:00:D2", true]);
  });

  test("follows a channel to the release it points to", () => {
    expect(fixture("candidate-as-a-canary")).toMatchObject({ follows: "candidate", release: { version: "v1.1.0" } });
    expect(guestOf(labFolder(), "gitea")).toMatchObject({ follows: "stable", release: { version: "v1.0.0" } });
  });

  test("gets the template on its own node", () => {
    expect(fixture("template-on-both-nodes").release.template).toMatchObject({
      id: 9020,
      node: "nuc",
      storage: "fast",
    });
  });

  test("is on the network whose subnet holds its address", () => {
    expect(fixture("address-in-a-vlan").network).toMatchObject({ name: "lab", vlan: 90, prefix: 24 });
  });

  test("has tags as Proxmox stores them", () => {
    expect(fixture("tags-in-capitals-and-twice").tags).toEqual(["2026", "git", "web"]);
  });

  test("has sizes in bytes", () => {
    expect(fixture("sizes-as-proxmox-writes-them")).toMatchObject({ memory: 2 * 2 ** 30, disk: 30 * 2 ** 30 });
  });

  test("carries its cloud-config and the storage for it", () => {
    expect(fixture("user-data-of-its-own").userData).toMatchObject({
      content: { packages: ["git"] },
      storage: { name: "local" },
    });
  });

  test("is the same whatever the order of its keys and the ends of its lines", () => {
    const plain = guestOf(labFolder(), "gitea");
    for (const name of [
      "keys-in-another-order",
      "windows-line-ends",
      "byte-order-mark",
      "one-line-of-json",
      "quoted-text",
    ])
      expect(fixture(name)).toEqual(plain);
  });
});

describe("a placeholder", () => {
  test("is told with its place and what to put in", () => {
    expect(loadLab(labFolder(join(fixtures, "placeholder")), "home").placeholders).toEqual([
      {
        at: { file: "personas/home/site.yaml", line: 6, column: 16 },
        message:
          "fingerprint is still CHANGEME; put in SHA-256 fingerprint of the API's certificate (pvenode cert info); this or ca",
      },
    ]);
  });

  test.each(["todo-in-a-comment", "todo-inside-a-word"])("is not seen in %s", (name) => {
    expect(loadLab(labFolder(join(fixtures, name)), "home").placeholders).toEqual([]);
  });

  test("is seen in user data, in a list and behind a prefix", () => {
    const root = labFolder({
      "personas/home/gitea.yaml":
        "kind: vm\nid: 211\nnode: asus\nimage: debian13@stable\ncores: 2\nmemory: 2GiB\ndisk: 30GiB\naddress: 192.168.88.61\nuserData: data/gitea.yaml\n",
      "personas/home/data/gitea.yaml": "#cloud-config\nruncmd:\n  - [sh, -c, 'echo TODO']\npassword: x-CHANGEME\n",
    });
    expect(loadLab(root, "home").placeholders.map(({ at }) => `${at.line}:${at.column}`)).toEqual(["3:14", "4:11"]);
  });
});

test("two sites share images and keep their own templates, and a number may stand in both", () => {
  const root = labFolder(join(fixtures, "second-site"));
  const [home, office] = [loadLab(root, "home"), loadLab(root, "office")];
  expect(home.guests.map(({ name, mac }) => [name, mac])).toEqual([
    ["gitea", "4E:A1:00:00:00:D3"],
    ["k3s-single", "4E:A1:00:00:00:D2"],
  ]);
  expect(office.guests.map(({ name, mac, node }) => [name, mac, node.name])).toEqual([
    ["wiki", expect.not.stringMatching(/^4E:A1/), "rack"],
  ]);
  expect(office.images.flatMap(({ releases }) => releases.map(({ template }) => template.node))).toEqual(["rack"]);
});

function fixture(name: string): Machine {
  return guestOf(labFolder(join(fixtures, name)), "gitea");
}

function guestOf(root: string, name: string): Machine {
  const guest = loadLab(root, "home").guests.find((candidate) => candidate.name === name);
  if (!guest || guest.kind === "lxc") throw new Error(`${name} is no machine of the lab`);
  return guest;
}
