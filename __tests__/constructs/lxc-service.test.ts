import { describe, expect, test } from "@jest/globals";
import { keptByAdopted } from "../../constructs/adopted.ts";
import type { Container, DataMount } from "../../model/container.ts";
import { container, containerOf } from "./container.ts";
import { lab, site } from "./lab.ts";
import { type StackJson, synth } from "./synth.ts";

const data: DataMount = {
  path: "/var/lib/gitea",
  dataset: "tank/data/gitea/var-lib-gitea",
  size: 40 * 2 ** 30,
  recordsize: "1M",
};

function stack(change: Partial<Container> = {}): StackJson {
  const { gitea } = synth(lab([container(change)]));
  if (!gitea) throw new Error("no stack");
  return gitea;
}

const made = (change: Partial<Container> = {}) => containerOf(stack(change));

describe("a container", () => {
  test("is made from its OS template, unprivileged, on its own storage", () => {
    expect(made()).toMatchObject({
      vm_id: 114,
      node_name: "forge",
      unprivileged: true,
      operating_system: { template_file_id: "local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst", type: "debian" },
      disk: { datastore_id: "fast", size: 8 },
      features: { nesting: true },
    });
  });

  test("has its cores and memory, and no swap unless its file gives some", () => {
    expect(made()).toMatchObject({ cpu: { cores: 2 }, memory: { dedicated: 1024, swap: 0 } });
    expect(made({ swap: 512 * 2 ** 20 })).toMatchObject({ memory: { swap: 512 } });
  });

  test("gets name, address, DNS and keys", () => {
    expect(made()).toMatchObject({
      initialization: {
        hostname: "gitea",
        dns: { domain: "home.arpa", servers: ["192.168.88.1"] },
        ip_config: [{ ipv4: { address: "192.168.88.114/24", gateway: "192.168.88.1" } }],
        user_account: { keys: site.keys },
      },
      network_interface: [{ name: "eth0", bridge: "vmbr0", mac_address: "4E:A1:00:00:00:72", firewall: false }],
    });
  });

  test("starts with its node in its place, and is given its time to stop", () => {
    expect(made()).toMatchObject({
      start_on_boot: true,
      startup: { order: 2, up_delay: 10, down_delay: 60 },
      timeout_delete: 90,
    });
  });

  test("says who made it and for which site, and names its file", () => {
    expect(made({ roles: ["docker"] })).toMatchObject({ tags: ["docker", "git", "home", "strata"] });
    expect(made().description).toContain("personas/home/gitea.yaml");
  });

  test("joins its pool in a way that a change of pool does not replace it, and anew when it is made anew", () => {
    const [membership] = Object.values(stack({ pool: "platform" }).resource.proxmox_pool_membership ?? {});
    expect(membership).toMatchObject({
      pool_id: "platform",
      vm_id: "${tonumber(proxmox_virtual_environment_container.ct.id)}",
    });
    expect(made({ pool: "platform" })).not.toHaveProperty("pool_id");
    expect(stack().resource).not.toHaveProperty("proxmox_pool_membership");
  });

  test("tells its number and address", () => {
    expect(stack().output).toMatchObject({
      ctid: { value: "${proxmox_virtual_environment_container.ct.vm_id}" },
      ipv4: { value: "192.168.88.114" },
    });
  });
});

describe("what a token may set alone", () => {
  test("needs no step of root's: the provider starts the container and looks after it", () => {
    expect(made()).toMatchObject({ started: true });
    expect(made()).not.toHaveProperty("lifecycle");
    expect(stack().resource).not.toHaveProperty("terraform_data");
  });
});

describe("what Proxmox takes from root alone", () => {
  test.each<[string, Partial<Container>]>([
    ["data", { data: [data] }],
    ["keyctl", { features: ["keyctl", "nesting"] }],
    ["a GPU", { gpu: "rtx2070" }],
  ])("%s is left out of the resource, and set by a step before the first start", (_, change) => {
    const json = stack(change);
    const resource = containerOf(json);
    expect(resource).toMatchObject({ started: false });
    expect(resource).not.toHaveProperty("mount_point");
    expect(resource).not.toHaveProperty("device_passthrough");
    expect(JSON.stringify(resource.features ?? {})).not.toContain("keyctl");
    expect((resource.lifecycle as { ignore_changes: string[] }).ignore_changes).toEqual([
      "started",
      "features",
      "mount_point",
      "device_passthrough",
      "idmap",
    ]);
    const [step] = Object.values(json.resource.terraform_data ?? {});
    const { settings } = step?.triggers_replace as { settings: string };
    expect(step).toMatchObject({
      triggers_replace: { container: "${proxmox_virtual_environment_container.ct.id}" },
      provisioner: [
        {
          "local-exec": {
            working_dir: "../../..",
            command: `node "$\${STRATA_PROGRAM:-scripts/strata.mjs}" pct-set gitea --site home --reviewed ${settings}`,
          },
        },
      ],
    });
  });

  test("is written without asking any program: none need be there", () => {
    const { PATH } = process.env;
    process.env.PATH = "";
    try {
      expect(stack({ data: [data] }).resource).toHaveProperty("terraform_data");
    } finally {
      process.env.PATH = PATH;
    }
  });

  test("runs again when it changes, and only then", () => {
    const digest = (change: Partial<Container>) => {
      const [step] = Object.values(stack({ data: [data], ...change }).resource.terraform_data ?? {});
      return (step?.triggers_replace as { settings: string }).settings;
    };
    expect(digest({ memory: 2 ** 31, tags: [], protect: true })).toBe(digest({}));
    expect(digest({ data: [{ ...data, size: data.size * 2 }] })).not.toBe(digest({}));
  });
});

describe("what may happen to a container", () => {
  test("a protected one is guarded by OpenTofu and by Proxmox", () => {
    expect(made({ protect: true })).toMatchObject({ protection: true, lifecycle: { prevent_destroy: true } });
  });

  test("an adopted one keeps what an import cannot read back, and what no file says", () => {
    expect(made({ adopted: true }).lifecycle).toEqual({ ignore_changes: [...keptByAdopted, "startup"] });
    expect(keptByAdopted).toEqual(
      expect.arrayContaining(["operating_system", "initialization[0].user_account", "console", "description"]),
    );
  });

  test("an adopted one keeps the host's order of starts until its file speaks of it", () => {
    expect(made({ adopted: true, startupSaid: true }).lifecycle).toEqual({ ignore_changes: [...keptByAdopted] });
  });

  test("an adopted one bears the tags of its file, and no marks that the host does not know", () => {
    expect(made({ adopted: true, roles: ["docker"] })).toMatchObject({ tags: ["git"] });
  });

  test("an adopted one says no limit that an import does not read back, and any other", () => {
    const small = made({ adopted: true, cores: 1, memory: 512 * 2 ** 20, swap: 0 });
    expect([small.cpu, small.memory]).toEqual([undefined, undefined]);
    const swapping = made({ adopted: true, cores: 2, memory: 512 * 2 ** 20, swap: 512 * 2 ** 20 });
    expect([swapping.cpu, swapping.memory]).toEqual([{ cores: 2 }, { dedicated: 512, swap: 512 }]);
  });

  test("what root sets is ignored once, also where it is adopted", () => {
    const { ignore_changes } = made({ adopted: true, data: [data] }).lifecycle as { ignore_changes: string[] };
    expect(ignore_changes).toEqual([...new Set(ignore_changes)]);
    expect(ignore_changes).toEqual(expect.arrayContaining(["features", "mount_point", "started"]));
  });
});
