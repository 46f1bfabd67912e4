import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { GiB, MiB } from "../../../model/bytes.ts";
import { capacity } from "../../../model/capacity.ts";
import type { Container } from "../../../model/container.ts";
import { loadLab } from "../../../model/load.ts";
import { faultsOf } from "../lab-folder.ts";
import { containerLab, fixtures } from "./container-lab.ts";

const invalid = readdirSync(join(fixtures, "invalid")).sort();

test("there is a fixture for each way to be wrong", () => {
  expect(invalid.length).toBeGreaterThanOrEqual(80);
});

test.each(invalid)("%s is told in exactly these lines, inside its file", (name) => {
  const root = containerLab(join(fixtures, "invalid", name));
  const told = faultsOf(root);
  expect(`${told}\n`).toBe(readFileSync(join(fixtures, "invalid", name, "expected.txt"), "utf8"));
  for (const line of told.split("\n").slice(0, -1)) {
    const [, file = "", row, column] = /^([^:]+):(\d+):(\d+): /.exec(line) ?? [];
    const text = readFileSync(join(root, file), "utf8").split("\n")[Number(row) - 1] ?? "";
    expect(Number(column)).toBeLessThanOrEqual(text.length + 1);
  }
});

describe("a container", () => {
  const lab = loadLab(containerLab(), "home");

  test("has its names followed to what they mean, and its defaults", () => {
    expect(containerNamed("wiki")).toMatchObject({
      kind: "lxc",
      id: 120,
      node: { name: "asus" },
      os: { name: "debian13", distribution: "debian", storage: "local" },
      memory: 512 * MiB,
      swap: 0,
      storage: { name: "tank" },
      network: { name: "lan" },
      mac: "4E:A1:00:00:00:78",
      tags: ["docs"],
      unprivileged: true,
      features: ["keyctl", "nesting"],
      data: [],
      onboot: true,
      adopted: false,
    });
    expect(containerNamed("wiki")).not.toHaveProperty("backup");
  });

  test("keeps its data in a dataset whose name follows from its file", () => {
    expect(containerNamed("postgresql").data).toEqual([
      {
        path: "/var/lib/postgresql",
        dataset: "tank/data/postgresql/var-lib-postgresql",
        size: 40 * GiB,
        recordsize: "16K",
      },
    ]);
  });

  test("starts after those it needs, and stops before them", () => {
    expect(containerNamed("postgresql").startup).toEqual({ order: 1, up: 20, down: 120 });
    expect(containerNamed("wiki").startup).toEqual({ order: 2, up: 10, down: 60 });
  });

  test("takes memory, its root and its data, and the backups take their part of the pool", () => {
    const { nodes, storages } = capacity(lab);
    expect(nodes.map(({ node, taken }) => [node.name, taken / GiB])).toEqual([
      ["asus", 24.5],
      ["nuc", 0],
    ]);
    const tank = storages.find(({ storage }) => storage.name === "tank");
    expect(tank?.takers.slice(0, 4)).toEqual([
      { name: "vault", bytes: 100 * GiB },
      { name: "k3s-single", bytes: 60 * GiB },
      { name: "postgresql", bytes: 40 * GiB, data: "/var/lib/postgresql" },
      { name: "gitea", bytes: 30 * GiB },
    ]);
  });

  test("that is not enabled is not in the lab", () => {
    const wiki = readFileSync(join(fixtures, "base/personas/home/wiki.yaml"), "utf8");
    const off = containerLab({ "personas/home/wiki.yaml": `${wiki}enabled: false\n` });
    expect(loadLab(off, "home").guests.map(({ name }) => name)).toEqual(["gitea", "k3s-single", "postgresql"]);
  });

  test("may say that it wants no backup", () => {
    const database = readFileSync(join(fixtures, "base/personas/home/postgresql.yaml"), "utf8");
    const root = containerLab({ "personas/home/postgresql.yaml": database.replace("daily", "none") });
    expect(loadLab(root, "home").guests.find(({ name }) => name === "postgresql")).not.toHaveProperty("backup");
  });

  function containerNamed(name: string): Container {
    const guest = lab.guests.find((candidate) => candidate.name === name);
    if (guest?.kind !== "lxc") throw new Error(`${name} is no container of the lab`);
    return guest;
  }
});
