import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { GiB } from "../../model/bytes.ts";
import { capacity } from "../../model/capacity.ts";
import { loadLab } from "../../model/load.ts";

const lab = loadLab(fileURLToPath(new URL("../..", import.meta.url)), "home");
const containers = lab.guests.filter((guest) => guest.kind === "lxc");

/** The service inventory of the ASUS host: its containers by number, and the one that is to come. */
const inventory = {
  100: "cloudflared",
  102: "n8n",
  103: "postgresql",
  105: "minio",
  106: "prometheus",
  107: "grafana",
  108: "paperless-ngx",
  111: "mongodb",
  114: "gitea",
  115: "jenkins",
  117: "openwebui",
};

describe("the containers of home", () => {
  test("are those of the inventory under their numbers, and trilium", () => {
    const { trilium, ...others } = Object.fromEntries(containers.map(({ name, id }) => [name, id]));
    expect(Object.fromEntries(Object.entries(others).map(([name, id]) => [id, name]))).toEqual(inventory);
    expect(trilium).toBe(101);
  });

  test("that were there before are adopted, so that no new template replaces them", () => {
    expect(
      containers
        .filter(({ adopted }) => adopted)
        .map(({ id }) => id)
        .sort(),
    ).toEqual(Object.keys(inventory).map(Number));
  });

  test("all run on the host that they are the containers of, on tank, and start with it", () => {
    for (const { node, storage, onboot, unprivileged } of containers)
      expect([node.name, storage.name, onboot, unprivileged]).toEqual(["asus", "tank", true, true]);
  });

  test("that keep something keep it on tank, are backed up and protected", () => {
    for (const { name, data, backup, protect } of containers) {
      if (name === "cloudflared") continue;
      expect([name, data.length > 0, backup === undefined, protect]).toEqual([name, true, false, true]);
      for (const { dataset } of data) expect(dataset).toMatch(`tank/data/${name}/`);
    }
  });

  test("start their databases first, with records of 16K", () => {
    for (const name of ["postgresql", "mongodb"]) {
      const database = containers.find((container) => container.name === name);
      expect([database?.startup.order, database?.data[0]?.recordsize]).toEqual([1, "16K"]);
    }
    const later = containers.filter(({ after }) => after.includes("postgresql"));
    expect(later.map(({ name, startup }) => [name, startup.order])).toEqual([
      ["gitea", 2],
      ["n8n", 2],
      ["paperless-ngx", 2],
    ]);
  });

  test("may nest and use keys only where Docker runs inside", () => {
    const docker = containers.filter(({ roles }) => roles.includes("docker")).map(({ name }) => name);
    expect(docker).toEqual(["n8n", "paperless-ngx"]);
    expect(containers.filter(({ features }) => features.includes("keyctl")).map(({ name }) => name)).toEqual(docker);
  });

  test("leave the GPU to one of them", () => {
    expect(containers.filter(({ gpu }) => gpu !== undefined).map(({ name, gpu }) => [name, gpu])).toEqual([
      ["openwebui", "rtx2070"],
    ]);
  });
});

test("the ASUS host is as it was measured, and its containers fit beside ZFS and Proxmox itself", () => {
  const asus = capacity(lab).nodes.find(({ node }) => node.name === "asus");
  expect(asus?.node).toMatchObject({ address: "192.168.88.10", cores: 4 });
  expect(((asus?.node.memory.total ?? 0) / GiB).toFixed(2)).toBe("31.29");
  expect(asus?.taken).toBeLessThanOrEqual(asus?.usable ?? 0);
  const sizes = Object.fromEntries(
    lab.storages.map(({ name, size, path, pool }) => [name, [size / GiB, path ?? pool]]),
  );
  expect(sizes).toMatchObject({
    local: [66, "/var/lib/vz"],
    tank: [900, "tank"],
    backups: [180, "/tank/backups/lxc"],
  });
});
