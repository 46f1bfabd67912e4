import { expect, test } from "@jest/globals";
import { type Api, withSimulator } from "../api.ts";

const fabrics = "/cluster/sdn/fabrics/fabric";
const members = "/cluster/sdn/fabrics/node";

/** What a fabric is told by, and parameters that nobody knows: Proxmox takes them here. */
const main = { id: "main", protocol: "openfabric", ip_prefix: "10.10.0.7/16", hello_interval: 3, "no-such": 1 };

const says = async (reply: Promise<{ reason: string }>) => (await reply).reason;

async function withFabric(work: (api: Api) => Promise<void>): Promise<void> {
  await withSimulator(async (api) => {
    expect(await api.post(fabrics, main)).toMatchObject({ status: 200 });
    await work(api);
  });
}

test("a fabric keeps the network of its prefix, and what its protocol knows", () =>
  withFabric(async (api) => {
    const shown = { id: "main", protocol: "openfabric", ip_prefix: "10.10.0.0/16", hello_interval: 3 };
    expect((await api.get(`${fabrics}/main?pending=1`)).data).toEqual({ ...shown, digest: expect.any(String) });
    const { digest } = (await api.get(`${fabrics}/main`)).data;
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect((await api.get(`${fabrics}?pending=1`)).data).toEqual([
      { state: "new", pending: shown, digest: expect.any(String) },
    ]);
    await api.put(`${fabrics}/main`, { protocol: "openfabric", csnp_interval: 9, delete: "hello_interval" });
    expect((await api.get(fabrics)).data).toEqual([
      { id: "main", protocol: "openfabric", ip_prefix: "10.10.0.0/16", csnp_interval: 9 },
    ]);
    expect(await says(api.put(`${fabrics}/main`, { protocol: "openfabric", csnp_interval: 8, digest }))).toBe(
      "updating fabric failed: detected modified configuration - file changed by other user? Try again.",
    );
    expect(await says(api.put(`${fabrics}/main`, { protocol: "ospf", area: "1" }))).toBe(
      "updating fabric failed: node has a different protocol than the referenced fabric",
    );
    expect(await says(api.post(fabrics, main))).toBe("adding fabric failed: fabric 'main' already exists in config");
    expect(await api.put(`${fabrics}/main`, { protocol: "openfabric", delete: "area" })).toMatchObject({
      status: 400,
      errors: {
        "delete[0]": "value 'area' does not have a value in the enumeration 'hello_interval, csnp_interval'",
      },
    });
  }));

test("fabrics do not overlap, and OSPF wants an area of its own and no IPv6", () =>
  withFabric(async (api) => {
    const add = (fields: Record<string, string>) =>
      says(api.post(fabrics, { id: "two", protocol: "openfabric", ...fields }));
    expect(await add({})).toBe("adding fabric failed: fabric 'two' does not have an IP prefix configured");
    expect(await add({ ip_prefix: "10.10.3.0/24" })).toBe(
      "adding fabric failed: IP prefix 10.10.3.0/24 in fabric 'two' overlaps with IPv4 prefix 10.10.0.0/16 in fabric 'main'",
    );
    expect(await add({ ip_prefix: "fd00::/64" })).toBe("adding fabric failed: invalid IP address");
    const ospf = { protocol: "ospf", ip_prefix: "10.20.0.0/16" };
    expect(await add(ospf)).toBe("adding fabric failed: missing field `area`");
    expect(await add({ ...ospf, area: "home" })).toBe("adding fabric failed: Area is not a number, nor an ip address");
    expect(await add({ ...ospf, area: "1", ip6_prefix: "fd00::/64" })).toBe(
      "adding fabric failed: IPv6 is currently not supported for protocol ospf",
    );
    expect(await add({ ...ospf, area: "1" })).toBe("OK");
    expect(await add({ id: "three", ...ospf, ip_prefix: "10.30.0.0/16", area: "0.0.0.1" })).toBe(
      "adding fabric failed: duplicate OSPF area",
    );
  }));

test("a node joins with an address of the fabric and interfaces that no other fabric uses", () =>
  withFabric(async (api) => {
    const pve = { node_id: "pve", protocol: "openfabric" };
    const join = (fields: Record<string, string | readonly string[]>) =>
      says(api.post(`${members}/main`, { ...pve, ...fields }));
    expect(await join({})).toBe(
      "adding node failed: node 'main_pve' does not have an IP configured for this fabric prefix 10.10.0.0/16",
    );
    expect(await join({ ip: "10.11.0.1" })).toBe(
      "adding node failed: node IP 10.11.0.1 is outside the IP prefix 10.10.0.0/16 of the fabric",
    );
    expect(await api.post(`${members}/main`, { ...pve, ip: "10.10.0.1", interfaces: "speed=1" })).toMatchObject({
      status: 400,
      errors: { "interfaces[0]": "invalid format - invalid key in comma-separated list property: speed\n" },
    });
    expect(await join({ ip: "10.10.0.1", interfaces: ["hello_multiplier=4,name=enp2s0", "name=enp3s0"] })).toBe("OK");
    expect((await api.get(`${members}/main/pve`)).data).toEqual({
      fabric_id: "main",
      node_id: "pve",
      protocol: "openfabric",
      ip: "10.10.0.1",
      interfaces: ["name=enp2s0,hello_multiplier=4", "name=enp3s0"],
      digest: expect.any(String),
    });
    await api.post(fabrics, { id: "two", protocol: "openfabric", ip_prefix: "10.20.0.0/16" });
    const clash = { ...pve, ip: "10.20.0.1", interfaces: "name=enp3s0" };
    expect(await says(api.post(`${members}/two`, clash))).toBe(
      "adding node failed: interface is already in use by another fabric",
    );
    expect(await says(api.get(`${members}/two/pve`))).toBe("node 'pve' does not exist in fabric 'two'");
    await api.put(`${members}/main/pve`, { protocol: "openfabric", delete: "interfaces" });
    expect((await api.get(`${members}/main`)).data).toMatchObject([{ node_id: "pve", interfaces: [] }]);
  }));

test("a fabric that carries something stays, and goes with its nodes", () =>
  withFabric(async (api) => {
    await api.post(`${members}/main`, { node_id: "pve", protocol: "openfabric", ip: "10.10.0.1" });
    await api.post("/cluster/sdn/controllers", { controller: "routers", type: "evpn", asn: 65000, fabric: "main" });
    expect(await says(api.delete(`${fabrics}/main`))).toBe(
      'deleting fabric failed: this fabric is still used in the EVPN controller "routers"',
    );
    await api.put("/cluster/sdn/controllers/routers", { peers: "10.0.0.1", delete: "fabric" });
    expect(await says(api.delete(`${fabrics}/main`))).toBe("OK");
    expect((await api.get("/cluster/sdn/fabrics/all")).data).toEqual({ fabrics: [], nodes: [] });
  }));
