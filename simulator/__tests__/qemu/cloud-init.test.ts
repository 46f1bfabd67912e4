import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import type { Simulator } from "../../src/index.ts";
import { keptPassword } from "../../src/qemu/cloud-init/password.ts";
import { type Api, withSimulator } from "../api.ts";
import { readImage } from "../iso9660/read-image.ts";
import { withShell } from "../over-ssh.ts";
import { lab } from "../worlds.ts";

const keys = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHXAmqHgUGCG3QmsX5Hsg5/0lr9d0jqyM8jHTO3rjwTu ops\n";
const told = {
  ciuser: "ops",
  sshkeys: encodeURIComponent(keys),
  ipconfig0: "ip=192.168.1.60/24,gw=192.168.1.1,ip6=auto",
  nameserver: "192.168.1.1 9.9.9.9",
  searchdomain: "home.arpa",
  ciupgrade: 0,
};

/** A clone 100 of a template with a cloud-init drive, told things and started. */
const started = (
  config: Record<string, string | number>,
  look: (api: Api, simulator: Simulator) => Promise<void> | void,
) =>
  withSimulator(
    async (api, simulator) => {
      await api.task("POST", "/nodes/pve/qemu/9000/clone", { newid: 100, name: "web" });
      expect(
        await api.put("/nodes/pve/qemu/100/config", { net0: "virtio=BC:24:11:00:00:64,bridge=vmbr0", ...config }),
      ).toMatchObject({ status: 200 });
      expect(await api.task("POST", "/nodes/pve/qemu/100/status/start")).toBe("OK");
      await look(api, simulator);
    },
    { world: lab },
  );

function drive(simulator: Simulator) {
  const { file = "" } = simulator.content("pve", "local-lvm:vm-100-cloudinit") ?? {};
  return readImage(readFileSync(file), "rock ridge");
}

test("a started machine has a drive that tells it its name, its user and its network", () =>
  started(told, (_, simulator) => {
    expect(drive(simulator)).toEqual({
      label: "cidata",
      files: {
        "user-data": `#cloud-config
hostname: web
manage_etc_hosts: true
fqdn: web.home.arpa
user: ops
ssh_authorized_keys:
  - ${keys.trim()}
chpasswd:
  expire: False
users:
  - default
`,
        "network-config": `version: 1
config:
    - type: physical
      name: eth0
      mac_address: 'bc:24:11:00:00:64'
      subnets:
      - type: static
        address: '192.168.1.60'
        netmask: '255.255.255.0'
        gateway: '192.168.1.1'
      - type: ipv6_slaac
    - type: nameserver
      address:
      - '192.168.1.1'
      - '9.9.9.9'
      search:
      - 'home.arpa'
`,
        "meta-data": expect.stringMatching(/^instance-id: [0-9a-f]{40}\n$/),
        "vendor-data": "",
      },
    });
  }));

test("what is not told comes from the node, and a user of its own gets a password", () =>
  started({ ciuser: "root", cipassword: "geheim", ipconfig0: "ip=dhcp,ip6=dhcp" }, (_, simulator) => {
    const { files } = drive(simulator);
    const told = (files["user-data"] ?? "").split("\n");
    expect(told.map((line) => line.replace(/\$5\$.*/, "hashed"))).toEqual([
      "#cloud-config",
      "hostname: web",
      "manage_etc_hosts: true",
      "fqdn: web",
      "user: root",
      "disable_root: False",
      "password: hashed",
      "chpasswd:",
      "  expire: False",
      "package_upgrade: true",
      "",
    ]);
    expect(files["network-config"]).toMatch(
      /subnets:\n {6}- type: dhcp4\n {6}- type: dhcp6\n.*search:\n {6}- 'lab.example'\n$/s,
    );
  }));

test("a config drive tells the same in OpenStack's files", () =>
  started(
    { ...told, citype: "configdrive2", ipconfig0: "ip=192.168.1.60/23,gw=192.168.1.1,ip6=fd00::5/64,gw6=fd00::1" },
    (_, simulator) => {
      const { label, files } = drive(simulator);
      expect([label, Object.keys(files)]).toEqual([
        "config-2",
        [
          "openstack/content/0000",
          "openstack/latest/meta_data.json",
          "openstack/latest/user_data",
          "openstack/latest/vendor_data.json",
        ],
      ]);
      expect(files["openstack/content/0000"]).toBe(`auto lo
iface lo inet loopback

        dns_nameservers 192.168.1.1 9.9.9.9
        dns_search home.arpa
auto eth0
iface eth0 inet static
        address 192.168.1.60
        netmask 255.255.254.0
        gateway 192.168.1.1
iface eth0 inet6 static
        address fd00::5
        netmask 64
        gateway fd00::1
`);
      expect(JSON.parse(files["openstack/latest/meta_data.json"] ?? "")).toEqual({
        uuid: expect.stringMatching(/^[0-9a-f]{40}$/),
        network_config: { content_path: "/content/0000" },
      });
    },
  ));

describe("custom files", () => {
  const snippet = (run: (line: string, input: string) => unknown, name: string, text: string) =>
    run(`tee /var/lib/vz/snippets/${name} > /dev/null`, text);

  test("stand in the place of what would be written, and make another instance of it", () =>
    started(told, async (api, simulator) => {
      const before = drive(simulator).files;
      await withShell(simulator, (run) =>
        Promise.resolve(snippet(run, "user.yaml", "#cloud-config\nhostname: other\n")),
      );
      await api.put("/nodes/pve/qemu/100/config", { cicustom: "user=local:snippets/user.yaml" });
      expect(await api.put("/nodes/pve/qemu/100/cloudinit")).toMatchObject({ status: 200 });
      const after = drive(simulator).files;
      expect(after["user-data"]).toBe("#cloud-config\nhostname: other\n");
      expect(after["network-config"]).toBe(before["network-config"]);
      expect(after["meta-data"]).not.toBe(before["meta-data"]);
      expect(await api.get("/nodes/pve/qemu/100/cloudinit/dump?type=user")).toMatchObject({
        data: before["user-data"],
      });
    }));

  test("that are not there keep a machine from starting", () =>
    withSimulator(
      async (api) => {
        await api.task("POST", "/nodes/pve/qemu/9000/clone", { newid: 100, name: "web" });
        await api.put("/nodes/pve/qemu/100/config", { cicustom: "user=local:snippets/none.yaml" });
        expect(await api.task("POST", "/nodes/pve/qemu/100/status/start")).toBe(
          "can't open '/var/lib/vz/snippets/none.yaml' - No such file or directory",
        );
      },
      { world: lab },
    ));
});

test("qm cloudinit dump prints what the drive is made of", () =>
  started(told, (_, simulator) =>
    withShell(simulator, async (run) => {
      const { files } = drive(simulator);
      const dumped = async (type: string) => (await run(`qm cloudinit dump 100 ${type}`)).out.trimEnd();
      expect([await dumped("user"), await dumped("network"), await dumped("meta")]).toEqual(
        [files["user-data"], files["network-config"], files["meta-data"]].map((text) => text?.trimEnd()),
      );
    }),
  ));

test.each([
  ["geheim", "$5$abcdEFGH$RpN76n08Fa4YKvQPaiviHwfWsNMFrEE5kgM6qBqwmh5"],
  ["x".repeat(33), "$5$abcdEFGH$3w15HWnTcUS6v0WfuYdcqjrNrjotciXAdnWd.uhbwRD"],
  ["$6$salt$ready", "$6$salt$ready"],
])("the password %s is kept as crypt(3) hashes it", (password, kept) => {
  expect(keptPassword(password, () => "abcdEFGH")).toBe(kept);
});
