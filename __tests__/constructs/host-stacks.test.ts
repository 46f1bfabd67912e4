import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import type { Lab, Storage } from "../../model/lab.ts";
import { loadLab } from "../../model/load.ts";
import { rolePrivileges } from "../../model/privileges.ts";
import { lab } from "./lab.ts";
import { synth } from "./synth.ts";

const home = loadLab(fileURLToPath(new URL("../..", import.meta.url)), "home");
const stacks = synth(home);
const resources = (stack: string, type: string) => Object.values(stacks[stack]?.resource[type] ?? {});

describe("access", () => {
  test("makes a user without a password that has the derived role, and one token that is no more than its user", () => {
    expect(resources("access", "proxmox_virtual_environment_role")).toMatchObject([
      { role_id: "Strata", privileges: rolePrivileges(home) },
    ]);
    expect(resources("access", "proxmox_virtual_environment_user")[0]).not.toHaveProperty("password");
    expect(resources("access", "proxmox_acl")).toMatchObject([{ path: "/", role_id: "Strata", user_id: "strata@pve" }]);
    expect(resources("access", "proxmox_user_token")).toMatchObject([{ privileges_separation: false }]);
  });

  test("is kept encrypted or not at all, and its output is secret", () => {
    const enforced = { enforced: true };
    expect(stacks.access?.terraform).toMatchObject({ encryption: { state: enforced, plan: enforced } });
    expect(stacks.access?.output).toMatchObject({ token: { sensitive: true } });
    for (const [name, { terraform }] of Object.entries(stacks))
      if (name !== "access") expect(terraform).not.toHaveProperty("encryption");
  });
});

describe("platform", () => {
  test("defines each storage that is a disk of a node, as nobody else's, and lets none be undefined by mistake", () => {
    const storages = ["directory", "zfspool"].flatMap((type) => resources("platform", `proxmox_storage_${type}`));
    expect(storages.map(({ id }) => id).sort()).toEqual(home.storages.map(({ name }) => name).sort());
    for (const storage of storages) expect(storage).toMatchObject({ lifecycle: { prevent_destroy: true } });
    expect(storages.find(({ id }) => id === "backups")).toMatchObject({
      path: "/tank/backups/lxc",
      shared: false,
      nodes: ["asus"],
    });
    expect(storages.find(({ id }) => id === "local")).not.toHaveProperty("nodes");
  });

  test("leaves a share of another machine to that machine", () => {
    const share: Storage = { name: "nas", type: "nfs", size: 1, content: ["iso"], nodes: ["forge"], shared: true };
    expect(JSON.stringify(synth({ ...lab([]), storages: [share] }).platform?.resource)).not.toContain("nas");
  });

  test("splits the pool of a thin storage into group and pool", () => {
    const thin: Storage = {
      name: "thin",
      type: "lvmthin",
      pool: "pve/data",
      size: 1,
      content: ["images"],
      nodes: ["forge"],
      shared: false,
    };
    expect(
      Object.values(synth({ ...lab([]), storages: [thin] }).platform?.resource.proxmox_storage_lvmthin ?? {}),
    ).toMatchObject([{ volume_group: "pve", thin_pool: "data" }]);
  });

  test("backs guests up by class and node, after the storage is there", () => {
    expect(resources("platform", "proxmox_backup_job")).toContainEqual(
      expect.objectContaining({
        id: "home-weekly-asus",
        schedule: "sun 04:00",
        storage: "backups",
        prune_backups: { "keep-weekly": "4" },
        depends_on: ["proxmox_storage_directory.storage-backups"],
      }),
    );
  });

  test("downloads an OS template only against its checksum, to each node that has a container of it", () => {
    expect(resources("platform", "proxmox_download_file")).toEqual([]);
    const osTemplates = home.site.osTemplates?.map((os) => ({ ...os, sha512: "0".repeat(128) })) ?? [];
    const guests = home.guests.map((guest) =>
      guest.kind === "lxc" ? { ...guest, os: { ...guest.os, sha512: "0".repeat(128) } } : guest,
    );
    const { platform } = synth({ ...home, site: { ...home.site, osTemplates }, guests });
    expect(Object.keys(platform?.resource.proxmox_download_file ?? {})).toEqual([
      "os-debian13-asus",
      "os-ubuntu2404-asus",
    ]);
    expect(platform?.resource.proxmox_download_file?.["os-debian13-asus"]).toMatchObject({
      url: expect.stringMatching(/^https:.*\/debian-13-standard_13\.1-2_amd64\.tar\.zst$/),
      checksum_algorithm: "sha512",
      overwrite: false,
    });
  });

  test("takes what a person writes as text, also where it looks like OpenTofu's own language", () => {
    const given = '${file("/etc/hostname")}';
    const os = { ...home.site.osTemplates?.[0], sha512: "0".repeat(128), url: `https://images.example/${given}` };
    const guests = home.guests.map((guest) => (guest.kind === "lxc" ? { ...guest, os } : guest)) as Lab["guests"];
    const storages = home.storages.map((storage) =>
      storage.type === "dir" ? { ...storage, path: `/${given}` } : storage,
    );
    const site = {
      ...home.site,
      apiUser: `${given}@pve`,
      osTemplates: [os] as typeof home.site.osTemplates,
      pools: [{ name: "apps", comment: given }],
    };
    const { platform, access } = synth({ ...home, site, guests, storages } as Lab);
    const text = JSON.stringify([platform?.resource, access?.resource]);
    expect(text.match(/\$+\{file/g)).toHaveLength(8);
    expect(text).not.toMatch(/(?<!\$)\$\{file/);
  });

  test("has every node know every node", () => {
    const [hosts] = resources("platform", "proxmox_virtual_environment_hosts");
    expect(hosts?.entry).toContainEqual({ address: "192.168.88.11", hostnames: ["forge.home.arpa", "forge"] });
  });
});
