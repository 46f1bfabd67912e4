import { describe, expect, test } from "@jest/globals";
import { type Compared, corrections } from "../../../model/adoption/corrections.ts";
import { guestDifferences } from "../../../model/adoption/import-plan.ts";
import { compareRootSettings } from "../../../model/adoption/root-settings.ts";
import { compared, line } from "./home.ts";

type Values = Readonly<Record<string, unknown>>;

/** What is said where an import reads these values, and the file would make those of them. */
function said(before: Values, after: Values, about: Compared = compared()): string[] {
  const change = {
    address: "proxmox_virtual_environment_container.ct",
    mode: "managed",
    type: "proxmox_virtual_environment_container",
    name: "ct",
    change: { actions: ["update"], before, after },
  };
  return corrections(guestDifferences({ format_version: "1.2", resource_changes: [change] }), about).map(line);
}

const file = "personas/home/gitea.yaml";
const ip = (address: string) => [{ ip_config: [{ ipv4: [{ address, gateway: "192.168.88.1" }] }] }];
const net = (rest: string) => compared({}, { net0: `name=eth0,${rest}` });

test.each<[string, Values, Values, string]>([
  [
    "memory",
    { memory: [{ dedicated: 2048, swap: 0 }] },
    { memory: [{ dedicated: 1024, swap: 0 }] },
    `${file}:7:9: memory is 2GiB on the host; write memory: 2GiB`,
  ],
  [
    "memory that is the provider's default",
    {},
    { memory: [{ dedicated: 1024, swap: 0 }] },
    `${file}:7:9: memory is 512MiB on the host; write memory: 512MiB`,
  ],
  [
    "swap",
    { memory: [{ dedicated: 1024, swap: 512 }] },
    { memory: [{ dedicated: 1024, swap: 0 }] },
    `${file}:2:1: swap is 512MiB on the host; write swap: 512MiB`,
  ],
  [
    "no swap",
    { memory: [{ dedicated: 1024, swap: 0 }] },
    { memory: [{ dedicated: 1024, swap: 512 }] },
    `${file}:2:1: there is no swap on the host; remove the line`,
  ],
  [
    "a limit beside the one core that is the provider's default",
    { cpu: [{ cores: 1, limit: 2, units: 0 }] },
    {},
    `${file}:6:8: cpulimit is 2 on the host, and beside cores: 1 it would not stay; \`pct set 114 --delete cpulimit\` there`,
  ],
  [
    "a weight beside it",
    { cpu: [{ cores: 1, limit: 0, units: 512 }] },
    {},
    `${file}:6:8: cpuunits is 512 on the host, and beside cores: 1 it would not stay; \`pct set 114 --delete cpuunits\` there`,
  ],
  ["cores", { cpu: [{ cores: 4 }] }, { cpu: [{ cores: 2 }] }, `${file}:6:8: cores are 4 on the host; write cores: 4`],
  [
    "root",
    { disk: [{ size: 12 }] },
    { disk: [{ size: 8 }] },
    `${file}:8:7: the root is 12GiB on the host; write disk: 12GiB`,
  ],
  [
    "storage",
    { disk: [{ datastore_id: "local-zfs" }] },
    { disk: [{ datastore_id: "tank" }] },
    `${file}:2:1: the root is on local-zfs on the host, and site.yaml has no such storage on asus for containers; add it there, or move the root: \`pct move-volume 114 rootfs tank\``,
  ],
  [
    "a storage that the lab knows",
    { disk: [{ datastore_id: "tank" }] },
    { disk: [{ datastore_id: "fast" }] },
    `${file}:2:1: the root is on tank on the host; write storage: tank`,
  ],
  [
    "tags in capitals",
    { tags: ["Git", "code"] },
    { tags: ["git"] },
    `${file}:16:7: tags are [Git, code] on the host, and a file knows lower case alone; \`pct set 114 --tags "git;code"\` there, then write tags: [git, code]`,
  ],
  [
    "protection",
    { protection: false },
    { protection: true },
    `${file}:17:10: protection is false on the host; write protect: false`,
  ],
  [
    "privileges",
    { unprivileged: false },
    { unprivileged: true },
    `${file}:2:1: unprivileged is false on the host; write unprivileged: false`,
  ],
  [
    "starts",
    { start_on_boot: false },
    { start_on_boot: true },
    `${file}:2:1: onboot is false on the host; write onboot: false`,
  ],
  [
    "tags",
    { tags: ["code", "git"] },
    { tags: ["git"] },
    `${file}:16:7: tags are [code, git] on the host; write tags: [code, git]`,
  ],
  ["no tags", { tags: [] }, { tags: ["git"] }, `${file}:16:7: tags are [] on the host; write tags: []`],
  [
    "order of starts",
    { startup: [] },
    { startup: [{ order: 2 }] },
    `${file}:2:1: no order of starts is set on the host; remove startup and it stays so`,
  ],
  [
    "something that no file says",
    { template: true },
    { template: false },
    `${file}:2:1: template is true on the host and would become false; no file can say it`,
  ],
])("%s: the line that makes it stay is named", (_, before, after, words) => {
  expect(said(before, after)).toEqual([words]);
});

describe("what is read in the container's own configuration", () => {
  test("an order of starts is told as Proxmox writes it, once", () => {
    const about = compared({}, { startup: "order=7,up=5,down=60" });
    const before = { startup: [{ order: 7, up_delay: 5, down_delay: 60 }] };
    expect(said(before, { startup: [{ order: 2, up_delay: 10, down_delay: 60 }] }, about)).toEqual([
      `${file}:2:1: the order of starts is order=7,up=5,down=60 on the host; remove startup and it stays so`,
    ]);
  });

  test("cores without a limit are told from one core", () => {
    const { living, ...about } = compared();
    const { cores: _, ...options } = living.options;
    expect(
      said({}, { cpu: [{ architecture: "amd64", cores: 2, limit: 0 }] }, { ...about, living: { ...living, options } }),
    ).toEqual([`${file}:6:8: cores are not limited on the host, which reads as 1; write cores: 1 and it stays so`]);
  });

  test.each([
    ["bridge=vmbr0,tag=90", `${file}:2:1: the network is vmbr0, VLAN 90 on the host; write network: provisioning`],
    ["bridge=vmbr7", `${file}:2:1: the network is vmbr7 on the host; add such a network to site.yaml and name it here`],
  ])("another network: %s", (net0, words) => {
    const before = { network_interface: [{ bridge: "other" }] };
    expect(said(before, { network_interface: [{ bridge: "vmbr0" }] }, net(net0))).toEqual([words]);
  });

  test.each([
    ["ip=192.168.88.50/24", `${file}:9:10: the address is 192.168.88.50 on the host; write address: 192.168.88.50`],
    [
      "ip=dhcp",
      `${file}:9:10: the address is dhcp on the host, and a file names one; give it 192.168.88.114/24 on the host, or leave it out of this lab`,
    ],
    [
      "ip=192.168.88.114/16",
      `${file}:9:10: the address is 192.168.88.114/16 on the host, and lan is 192.168.88.0/24; mend one of them`,
    ],
  ])("another address: %s", (net0, words) => {
    expect(said({ initialization: ip("other") }, { initialization: ip("192.168.88.114/24") }, net(net0))).toEqual([
      words,
    ]);
  });

  test("another gateway is told with the one of the network", () => {
    const [before, after] = ["192.168.88.254", "192.168.88.1"].map((gateway) => ({
      initialization: [{ ip_config: [{ ipv4: [{ gateway }] }] }],
    }));
    expect(said(before ?? {}, after ?? {})).toEqual([
      `${file}:9:10: the gateway is 192.168.88.254 on the host, and 192.168.88.1 in lan; mend one of them`,
    ]);
  });

  test("a second network card is not lost unsaid", () => {
    const about = compared({}, { net1: "name=eth1,bridge=vmbr1" });
    const cards = [{ name: "eth0" }, { name: "eth1" }];
    const addresses = [{ ipv4: [{ address: "192.168.88.114/24" }] }, { ipv4: [{ address: "dhcp" }] }];
    const read = { network_interface: cards, initialization: [{ ip_config: addresses }] };
    const wanted = { network_interface: cards.slice(0, 1), initialization: [{ ip_config: addresses.slice(0, 1) }] };
    expect(said(read, wanted, about)).toEqual([
      `${file}:2:1: net1 on the host is a network card that no file can say; a plan would remove it`,
    ]);
  });

  test.each<[string | undefined, string]>([
    [undefined, `${file}:14:7: gitea is in no pool on the host; remove pool`],
    ["apps", `${file}:14:7: gitea is in apps on the host; write pool: apps`],
  ])("another pool: %s", (pool, words) => {
    const { living, ...about } = compared();
    const { pool: _, ...rest } = living;
    expect(said({}, {}, { ...about, living: { ...rest, ...(pool && { pool }) } })).toEqual([words]);
  });
});

describe("what root set", () => {
  const root = (options: Readonly<Record<string, string>>) => {
    const { faults, strange } = compareRootSettings(compared({}, options));
    return { lines: faults.map(line), strange };
  };

  test("is as the file says: nothing is told", () => {
    expect(root({})).toEqual({ lines: [], strange: [] });
  });

  test("another mount beside is told, and stays", () => {
    expect(root({ mp1: "/tank/media,mp=/srv/media" })).toEqual({
      lines: [],
      strange: ["mp1: /tank/media at /srv/media"],
    });
  });

  test("a mount that is not there is never made in an adoption: its line is named", () => {
    expect(root({ mp0: "/tank/media,mp=/srv/media" }).lines).toEqual([
      `${file}:10:9: nothing is mounted at /var/lib/gitea on the host; take it out of data`,
    ]);
  });

  test("data from elsewhere is not hidden", () => {
    expect(root({ mp0: "tank:subvol-114-disk-1,mp=/var/lib/gitea,size=40G" }).lines).toEqual([
      `${file}:10:9: mp0 has tank:subvol-114-disk-1 at /var/lib/gitea, not /tank/data/gitea/var-lib-gitea; take it out of data and it stays, or move it there first`,
    ]);
  });

  test.each([
    ["nesting=1,fuse=1", `${file}:11:11: features are fuse, nesting on the host; write features: [fuse, nesting]`],
    ["nesting=0", `${file}:11:11: features are none on the host; write features: []`],
  ])("other features: %s", (features, words) => {
    expect(root({ features }).lines).toEqual([words]);
  });
});
