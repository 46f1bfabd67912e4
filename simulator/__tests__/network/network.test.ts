import { expect, test } from "@jest/globals";
import { type Api, withSimulator } from "../api.ts";

const path = "/nodes/pve/network";
const lan = { iface: "vmbr1", type: "bridge", cidr: "10.1.0.1/24", bridge_ports: "enp2s0", autostart: 1 };

test("a new bridge waits to be applied, and the list says what would change", async () => {
  await withSimulator(async (api) => {
    expect(await api.post(path, { ...lan, comments: "lab" })).toMatchObject({ status: 200, data: null });
    const waiting = await api.get(`${path}/vmbr1`);
    expect(waiting.data).toEqual({
      type: "bridge",
      method: "static",
      method6: "manual",
      families: ["inet"],
      autostart: 1,
      comments: "lab\n",
      address: "10.1.0.1",
      netmask: "24",
      cidr: "10.1.0.1/24",
      bridge_ports: "enp2s0",
      bridge_stp: "off",
      bridge_fd: "0",
      priority: 6,
    });
    const { changes } = (await api.get(path)) as unknown as { changes: string };
    expect(changes).toContain("+auto vmbr1\n+iface vmbr1 inet static\n+\taddress 10.1.0.1/24\n");
    expect(await api.task("PUT", path)).toBe("OK");
    expect((await api.get(`${path}/vmbr1`)).data.active).toBe(1);
    expect(await api.get(path)).not.toHaveProperty("changes");
  });
});

test("what waits can be taken back", async () => {
  await withSimulator(async (api) => {
    await api.post(path, lan);
    await api.delete(path);
    expect(await api.get(`${path}/vmbr1`)).toMatchObject({ errors: { iface: "interface does not exist" } });
  });
});

test("an update keeps what it does not name, and an address goes with its mask", async () => {
  await withSimulator(async (api) => {
    await api.post(path, { ...lan, mtu: 1400 });
    await api.put(`${path}/vmbr1`, { type: "bridge", bridge_vlan_aware: 1, delete: "cidr,mtu" });
    const { data } = await api.get(`${path}/vmbr1`);
    expect(data).toMatchObject({
      method: "manual",
      bridge_ports: "enp2s0",
      bridge_vlan_aware: 1,
      bridge_vids: "2-4094",
    });
    expect([data.address, data.netmask, data.cidr, data.mtu]).toEqual([undefined, undefined, undefined, undefined]);
  });
});

test("a VLAN tells its tag and parent whether they stand in its name or not, a bond what it fills in", async () => {
  await withSimulator(async (api) => {
    await api.post(path, { iface: "enp2s0.20", type: "vlan" });
    await api.post(path, { iface: "lab", type: "vlan", "vlan-id": 30, "vlan-raw-device": "enp2s0" });
    await api.post(path, { iface: "bond0", type: "bond", slaves: "enp2s0", bond_xmit_hash_policy: "layer2" });
    expect((await api.get(`${path}/enp2s0.20`)).data).toMatchObject({ "vlan-id": "20", "vlan-raw-device": "enp2s0" });
    expect((await api.get(`${path}/lab`)).data).toMatchObject({ "vlan-id": "30", exists: 1 });
    const { data } = await api.get(`${path}/bond0`);
    expect(data).toMatchObject({ bond_mode: "balance-rr", bond_miimon: "100", slaves: "enp2s0" });
    expect(data).not.toHaveProperty("bond_xmit_hash_policy");
  });
});

const refusals: [string, (api: Api) => Promise<unknown>, Record<string, unknown>][] = [
  [
    "a name that is taken",
    (api) => api.post(path, { iface: "vmbr0", type: "bridge" }),
    { status: 400, errors: { iface: "interface already exists" } },
  ],
  [
    "a second gateway",
    (api) => api.post(path, { ...lan, gateway: "10.1.0.254" }),
    { status: 400, errors: { gateway: "Default gateway already exists on interface 'vmbr0'." } },
  ],
  [
    "a port of another bridge",
    (api) => api.post(path, { ...lan, bridge_ports: "enp1s0" }),
    { status: 400, errors: { bridge_ports: "enp1s0 is already used on interface 'vmbr0'." } },
  ],
  [
    "a port that is not there",
    (api) => api.post(path, { ...lan, bridge_ports: "enp9s0" }),
    { status: 500, reason: "bridge 'vmbr1' - unable to find bridge port 'enp9s0'" },
  ],
  [
    "a VLAN on nothing",
    (api) => api.post(path, { iface: "enp9s0.5", type: "vlan" }),
    { status: 500, reason: "vlan 'enp9s0.5' - unable to find parent 'enp9s0'" },
  ],
  [
    "a packet larger than what carries it",
    (api) => api.post(path, { ...lan, mtu: 9000 }),
    { status: 500, reason: "interface 'enp2s0' - mtu 1500 is lower than 'vmbr1' - mtu 9000" },
  ],
  [
    "an address twice",
    (api) => api.post(path, { ...lan, address: "10.1.0.2", netmask: "255.255.255.0" }),
    { status: 400, errors: { address: "address conflicts with cidr" } },
  ],
];

test.each(refusals)("%s is refused in Proxmox's words", async (_, ask, answer) => {
  await withSimulator(async (api) => {
    expect(await ask(api)).toMatchObject(answer);
  });
});
