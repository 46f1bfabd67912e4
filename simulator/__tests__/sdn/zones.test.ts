import { expect, test } from "@jest/globals";
import { type Api, withSimulator } from "../api.ts";

const zones = "/cluster/sdn/zones";

/** How a zone will become what is written. */
const pending = async (api: Api, zone: string) => (await api.get(`${zones}/${zone}?pending=1`)).data;
const apply = (api: Api) => api.task("PUT", "/cluster/sdn");

test("a zone is new until it is applied, changed until the change is, and deleted until it has gone", async () => {
  await withSimulator(async (api) => {
    expect(await api.post(zones, { type: "simple", zone: "lab", nodes: "pve", mtu: 1400 })).toMatchObject({
      status: 200,
    });
    expect(await pending(api, "lab")).toEqual({
      zone: "lab",
      type: "simple",
      state: "new",
      pending: { nodes: "pve", mtu: 1400 },
      digest: null,
    });
    expect((await api.get(`${zones}?running=1`)).data).toEqual([]);
    expect(await apply(api)).toBe("OK");
    const applied = { zone: "lab", type: "simple", nodes: "pve", mtu: 1400 };
    expect(await pending(api, "lab")).toEqual({ ...applied, digest: null });
    expect((await api.get(`${zones}/lab`)).data).toEqual({
      ...applied,
      digest: expect.stringMatching(/^[0-9a-f]{40}$/),
    });

    await api.put(`${zones}/lab`, { mtu: 1500, delete: "nodes" });
    expect(await pending(api, "lab")).toEqual({
      ...applied,
      state: "changed",
      pending: { mtu: 1500, nodes: "deleted" },
      digest: null,
    });
    await apply(api);
    await api.delete(`${zones}/lab`);
    expect(await pending(api, "lab")).toMatchObject({ mtu: 1500, state: "deleted", pending: {} });
    expect(await api.get(`${zones}/lab`)).toMatchObject({ status: 500, reason: "sdn 'lab' does not exist" });
    await apply(api);
    expect((await api.get(`${zones}?pending=1`)).data).toEqual([]);
  });
});

test("a zone of each type takes its own settings and demands what it cannot be without", async () => {
  await withSimulator(async (api) => {
    const says = async (fields: Record<string, string | number>) =>
      (await api.post(zones, { zone: "z1", ...fields })).reason;
    expect(await says({ type: "simple", bridge: "vmbr0" })).toBe("unexpected property 'bridge'");
    expect(await says({ type: "vlan" })).toBe("missing value for required option 'bridge'");
    expect(await says({ type: "qinq", bridge: "vmbr0" })).toBe("missing value for required option 'tag'");
    expect(await says({ type: "evpn", "vrf-vxlan": 10, controller: "nobody" })).toBe(
      "create sdn zone object failed: controller nobody don't exist",
    );
    const underlay = await api.post(zones, { zone: "z1", type: "vxlan" });
    expect(underlay.message).toBe(
      "create sdn zone object failed: 400 Parameter verification failed.\npeers: must have exactly one of peers / fabric defined\nfabric: must have exactly one of peers / fabric defined\n",
    );
    expect(await says({ type: "simple", ipam: "others" })).toMatch(/^create sdn zone object failed: 400 /);
    expect((await api.get(zones)).data).toEqual([]);
  });
});

test("nodes are kept once each and in order", async () => {
  await withSimulator(async (api) => {
    await api.post(zones, { type: "vlan", zone: "z1", bridge: "vmbr0", nodes: "pve2,pve,pve2" });
    expect((await api.get(`${zones}/z1`)).data.nodes).toBe("pve,pve2");
  });
});

test("an EVPN zone gets an address for its router, and its number is taken once", async () => {
  await withSimulator(async (api) => {
    await api.post("/cluster/sdn/controllers", { type: "evpn", controller: "routers", asn: 65000, peers: "10.0.0.1" });
    const evpn = { type: "evpn", controller: "routers", "vrf-vxlan": 4000 };
    expect(await api.post(zones, { zone: "z1", ...evpn })).toMatchObject({ status: 200 });
    expect((await api.get(`${zones}/z1`)).data.mac).toMatch(/^BC:24:11/);
    expect(await api.post(zones, { zone: "z2", ...evpn })).toMatchObject({
      reason: "create sdn zone object failed: vrf-vxlan 4000 is already declared in z1",
    });
    expect(await api.delete("/cluster/sdn/controllers/routers")).toMatchObject({
      reason: "delete sdn controller object failed: controller routers is used by z1",
    });
  });
});

test("a change must know the digest, and a zone in use stays", async () => {
  await withSimulator(async (api) => {
    await api.post(zones, { type: "simple", zone: "lab" });
    const { digest } = (await api.get(`${zones}/lab`)).data;
    await api.put(`${zones}/lab`, { mtu: 1400, digest });
    expect(await api.put(`${zones}/lab`, { mtu: 1500, digest })).toMatchObject({
      status: 500,
      reason: "update sdn zone object failed: detected modified configuration - file changed by other user? Try again.",
    });
    await api.post("/cluster/sdn/vnets", { vnet: "lan", zone: "lab" });
    expect(await api.delete(`${zones}/lab`)).toMatchObject({
      reason: "delete sdn zone object failed: zone lab is used by vnet lan",
    });
    expect(await api.post(zones, { type: "simple", zone: "lab" })).toMatchObject({
      reason: "create sdn zone object failed: sdn zone object ID 'lab' already defined",
    });
  });
});

test("servers of names and addresses are kept, and Proxmox's own list is always there", async () => {
  await withSimulator(async (api) => {
    const ids = async () => (await api.get("/cluster/sdn/ipams")).data.map(({ ipam }: { ipam: string }) => ipam);
    expect(await ids()).toEqual(["pve"]);
    await api.post("/cluster/sdn/ipams", { ipam: "netbox", type: "netbox", url: "http://127.0.0.1:1", token: "t" });
    await api.delete("/cluster/sdn/ipams/pve");
    expect(await ids()).toEqual(["netbox", "pve"]);
    await api.post("/cluster/sdn/dns", { dns: "names", type: "powerdns", url: "http://127.0.0.1:1", key: "k" });
    const zone = { type: "simple", zone: "lab", ipam: "netbox", dns: "names", dnszone: "lab.test" };
    expect(await api.post(zones, zone)).toMatchObject({ status: 200 });
    expect(await api.put("/cluster/sdn/dns/names", { delete: "key" })).toMatchObject({
      reason: "update sdn dns object failed: unable to delete required option 'key'",
    });
  });
});
