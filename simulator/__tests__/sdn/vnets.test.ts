import { expect, test } from "@jest/globals";
import { type Api, withSimulator } from "../api.ts";

const vnets = "/cluster/sdn/vnets";

async function withZones(work: (api: Api) => Promise<void>): Promise<void> {
  await withSimulator(async (api) => {
    await api.post("/cluster/sdn/zones", { type: "simple", zone: "plain", ipam: "pve", dhcp: "dnsmasq" });
    await api.post("/cluster/sdn/zones", { type: "vlan", zone: "tagged", bridge: "vmbr0" });
    await api.post("/cluster/sdn/zones", { type: "qinq", zone: "double", bridge: "vmbr0", tag: 7 });
    await api.post("/cluster/sdn/zones", { type: "vxlan", zone: "over", peers: "10.0.0.1,10.0.0.2" });
    await work(api);
  });
}

/** What a refused parameter inside the lock reads as. */
const wrong = (what: string, fault: string) =>
  `${what} sdn vnet object failed: 400 Parameter verification failed.\n${fault}\n`;

test("a network's tag follows from its zone: none, a VLAN, or a number in the whole cluster", () =>
  withZones(async (api) => {
    const says = async (fields: Record<string, string | number>) => (await api.post(vnets, fields)).message;
    const fails = (fault: string) => wrong("create", `tag: ${fault}`);
    expect(await says({ vnet: "v1", zone: "plain", tag: 7 })).toBe(fails("vlan tag is not allowed on simple zone"));
    expect(await says({ vnet: "v1", zone: "tagged" })).toBe(fails("missing vlan tag"));
    expect(await says({ vnet: "v1", zone: "tagged", tag: 5000 })).toBe(fails("vlan tag max value is 4096"));
    expect(await says({ vnet: "v1", zone: "tagged", tag: 20 })).toBeUndefined();
    expect(await says({ vnet: "v2", zone: "tagged", tag: 20 })).toBe(fails("tag 20 already exist in vnet v1"));
    expect(await says({ vnet: "d1", zone: "double" })).toBeUndefined();
    expect(await says({ vnet: "d2", zone: "double" })).toBe(
      fails("tag-less vnet already exists in zone double vnet d1"),
    );
    expect(await says({ vnet: "o1", zone: "over" })).toBe(fails("missing vxlan tag"));
    expect(await says({ vnet: "o1", zone: "over", tag: 20 })).toBeUndefined();
    expect(await says({ vnet: "o2", zone: "over", tag: 20 })).toBe(
      fails("vxlan tag 20 already exist in vnet o1 in zone over "),
    );
    expect(await says({ vnet: "x1", zone: "nowhere" })).toBe(
      "create sdn vnet object failed: cannot lookup undefined type!\n",
    );
  }));

test("a network shows what waits, keeps its zone while it has subnets, and its subnets keep it", () =>
  withZones(async (api) => {
    await api.post(vnets, { vnet: "lan", zone: "plain", alias: "green" });
    expect((await api.get(`${vnets}/lan?pending=1`)).data).toEqual({
      vnet: "lan",
      type: "vnet",
      state: "new",
      pending: { zone: "plain", alias: "green" },
      digest: null,
    });
    await api.post(`${vnets}/lan/subnets`, { subnet: "10.7.0.0/24", type: "subnet" });
    expect((await api.put(`${vnets}/lan`, { vlanaware: 1 })).message).toBe(
      wrong("update", "vlanaware: vlanaware vnet is not compatible with subnets"),
    );
    expect((await api.put(`${vnets}/lan`, { zone: "tagged", tag: 9 })).message).toBe(
      wrong("update", "zone: can't change zone if subnets exist"),
    );
    expect((await api.delete(`${vnets}/lan`)).message).toBe(
      wrong("delete", "vnet: Can't delete vnet if subnets exists"),
    );
    await api.delete(`${vnets}/lan/subnets/plain-10.7.0.0-24`);
    expect(await api.delete(`${vnets}/lan`)).toMatchObject({ status: 200 });
    expect(await api.get(`${vnets}/lan`)).toMatchObject({ status: 500, reason: "sdn vnet 'lan' does not exist" });
  }));

test("a subnet is named after its zone, holds its gateway and its ranges, and shows them taken apart", () =>
  withZones(async (api) => {
    await api.post(vnets, { vnet: "lan", zone: "plain" });
    const subnets = `${vnets}/lan/subnets`;
    const fails = async (fields: Record<string, string | readonly string[]>) => {
      const { message = "" } = await api.post(subnets, { subnet: "10.7.0.0/24", type: "subnet", ...fields });
      return message.split("\n")[1];
    };
    const range = (from: string, to: string) => `start-address=${from},end-address=${to}`;
    expect(await fails({ gateway: "10.8.0.1" })).toBe("gateway: 10.8.0.1 is not in subnet 10.7.0.0/24");
    expect(await fails({ "dhcp-range": range("10.7.0.9", "10.7.0.2") })).toBe(
      "dhcp-range: start-address 10.7.0.9 must be smaller than end-address 10.7.0.2",
    );
    expect(await fails({ "dhcp-range": range("10.7.0.9", "10.7.1.2") })).toBe(
      "dhcp-range: end-address 10.7.1.2 is not in subnet 10.7.0.0/24",
    );
    const two = [range("10.7.0.10", "10.7.0.20"), range("10.7.0.20", "10.7.0.30")];
    expect(await fails({ "dhcp-range": two })).toBe("dhcp-range: dhcp ranges must not overlap");
    await api.post(subnets, {
      subnet: "10.7.0.0/24",
      type: "subnet",
      gateway: "10.7.0.1",
      snat: 1,
      "dhcp-range": range("10.7.0.10", "10.7.0.20"),
    });
    const [seen] = (await api.get(subnets)).data;
    expect(seen).toMatchObject({
      subnet: "plain-10.7.0.0-24",
      id: "plain-10.7.0.0-24",
      zone: "plain",
      vnet: "lan",
      cidr: "10.7.0.0/24",
      network: "10.7.0.0",
      mask: "24",
      snat: 1,
      "dhcp-range": [{ "start-address": "10.7.0.10", "end-address": "10.7.0.20" }],
    });
    expect((await api.get(`${subnets}/plain-10.7.0.0-24?pending=1`)).data).toMatchObject({
      state: "new",
      pending: { gateway: "10.7.0.1", "dhcp-range": [range("10.7.0.10", "10.7.0.20")] },
      "dhcp-range": [],
    });
  }));

test("addresses of a zone are listed: its gateways, what is reserved, and a subnet goes when nobody has one", () =>
  withZones(async (api) => {
    await api.post(vnets, { vnet: "lan", zone: "plain" });
    const subnet = `${vnets}/lan/subnets/plain-fd00:7::-64`;
    await api.post(`${vnets}/lan/subnets`, { subnet: "fd00:7::/64", type: "subnet", gateway: "fd00:7:0::1" });
    await api.task("PUT", "/cluster/sdn");
    const listed = async () => (await api.get("/cluster/sdn/ipams/pve/status")).data;
    const at = { zone: "plain", vnet: "lan", subnet: "fd00:7::/64" };
    expect(await listed()).toEqual([{ ...at, ip: "fd00:7::1", gateway: 1 }]);

    const ips = `${vnets}/lan/ips`;
    const card = { zone: "plain", mac: "BC:24:11:00:00:07" };
    expect(await api.post(ips, { ...card, ip: "fd00:7::7" })).toMatchObject({ status: 200 });
    expect(await api.post(ips, { ...card, ip: "fd00:7::7" })).toMatchObject({ reason: "IP 'fd00:7::7' already exist" });
    expect(await api.post(ips, { ...card, ip: "10.9.9.9" })).toMatchObject({
      reason: "can't find any subnet for ip 10.9.9.9",
    });
    await api.put(ips, { ...card, ip: "fd00:7::8", vmid: 100 });
    expect(await listed()).toEqual([
      { ...at, ip: "fd00:7::1", gateway: 1 },
      { ...at, ip: "fd00:7::8", mac: card.mac, vmid: 100 },
    ]);
    expect(await api.delete(subnet)).toMatchObject({
      reason: "delete sdn subnet object failed: cannot delete subnet 'fd00:7::/64', not empty",
    });
    await api.delete(`${ips}?zone=plain&ip=fd00:7::8`);
    await api.put(subnet, { gateway: "fd00:7::2" });
    expect((await listed()).map(({ ip }: { ip: string }) => ip)).toEqual(["fd00:7::2"]);
    expect(await api.delete(subnet)).toMatchObject({ status: 200 });
    expect(await listed()).toEqual([]);
  }));
