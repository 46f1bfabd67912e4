import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { satisfies } from "semver";
import { GiB } from "../../model/bytes.ts";
import { loadLab } from "../../model/load.ts";

const checkout = fileURLToPath(new URL("../..", import.meta.url));
const page = readFileSync(join(checkout, "docs/hardware-setup.md"), "utf8");
const lab = loadLab(checkout, "home");

test("the page of the hardware says of the host what the site's file says", () => {
  const asus = lab.nodes.find(({ name }) => name === "asus");
  const storage = (wanted: string) => lab.storages.find(({ name }) => name === wanted);
  if (!asus) throw new Error("no asus");
  expect(page).toContain(`\`cpu: { cores: ${asus.cores}, level: ${asus.cpuLevel} }\``);
  expect(page).toContain(`\`total: ${(asus.memory.total / GiB).toFixed(2)}GiB\``);
  expect(page).toContain(`${asus.memory.reserve / GiB} GiB stay with Proxmox and ${asus.memory.arc / GiB} GiB`);
  expect(page).toContain(`zfs_arc_max=${asus.memory.arc}`);
  expect(page).toContain(`\`address: ${asus.address}\``);
  expect(page).toContain(`| root | ${(storage("local")?.size ?? 0) / GiB} GiB`);
  expect(page).toContain(`ZFS pool \`${storage("tank")?.pool}\`, about ${(storage("tank")?.size ?? 0) / GiB} GiB`);
  expect(page).toContain(`\`${storage("backups")?.path}\` lies on \`tank\` itself`);
  expect(page).toContain(`\`version: "${lab.site.version}"\``);
  expect(satisfies("9.1.5", lab.site.version)).toBe(true);
});

test("the room of each way to redundancy is what its disks give", () => {
  const ways = [...page.matchAll(/^\| (mirror|RAIDZ(\d)) \| (\d) \| (\d+) GiB \| (\d) disk/gm)];
  expect(ways).toHaveLength(4);
  for (const [, way, parity, disks, room, survives] of ways) {
    const left = way === "mirror" ? 1 : Number(disks) - Number(parity);
    expect([way, Number(room), survives]).toEqual([way, left * 900, parity ?? "1"]);
    expect(Number(disks)).toBeLessThanOrEqual(5);
  }
});
