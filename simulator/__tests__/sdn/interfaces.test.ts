import { expect, test } from "@jest/globals";
import { type Api, withSimulator } from "../api.ts";
import { lab } from "../worlds.ts";

const zones = "/cluster/sdn/zones";
const vnets = "/cluster/sdn/vnets";

/** What a node would write, line by line, without what frames the difference. */
async function wouldWrite(api: Api, node = "pve"): Promise<string[]> {
  const { data } = await api.get(`/cluster/sdn/dry-run?node=${node}`);
  expect(data["frr-diff"]).toBeNull();
  return (data["interfaces-diff"] ?? "").split("\n").slice(3, -1);
}

const inLab = (work: (api: Api) => Promise<void>) => withSimulator(work, { world: lab });

test("what applying changes on a node is told before, and nothing once it is applied", () =>
  inLab(async (api) => {
    await api.post(zones, { type: "simple", zone: "lab", mtu: 1400 });
    await api.post(vnets, { vnet: "lan", zone: "lab", alias: "green" });
    await api.post(`${vnets}/lan/subnets`, { type: "subnet", subnet: "10.7.0.0/24", gateway: "10.7.0.1", snat: 1 });
    const address = (await api.get("/cluster/status")).data.find(({ name }: { name: string }) => name === "pve").ip;
    const nat = `POSTROUTING -s '10.7.0.0/24' -o vmbr0 -j SNAT --to-source ${address}`;
    expect(await wouldWrite(api)).toEqual(
      [
        "#version:1",
        "",
        "auto lan",
        "iface lan",
        "\taddress 10.7.0.1/24",
        `\tpost-up iptables -t nat -A ${nat}`,
        `\tpost-down iptables -t nat -D ${nat}`,
        "\tpost-up iptables -t raw -I PREROUTING -i fwbr+ -j CT --zone 1",
        "\tpost-down iptables -t raw -D PREROUTING -i fwbr+ -j CT --zone 1",
        "\tbridge_ports none",
        "\tbridge_stp off",
        "\tbridge_fd 0",
        "\tmtu 1400",
        "\talias green",
        "\tip-forward on",
      ].map((line) => `+${line}`),
    );
    await api.task("PUT", "/cluster/sdn");
    expect(await wouldWrite(api)).toEqual([]);
    await api.put(`${vnets}/lan`, { alias: "blue" });
    expect((await wouldWrite(api)).filter((line) => /^[-+]/.test(line))).toEqual(["-\talias green", "+\talias blue"]);
  }));

test("a VLAN of a plain bridge gets one of its own, a service VLAN one that its networks share", () =>
  inLab(async (api) => {
    await api.post(zones, { type: "vlan", zone: "tagged", bridge: "vmbr0" });
    await api.post(vnets, { vnet: "blue", zone: "tagged", tag: 20 });
    await api.post(zones, { type: "qinq", zone: "double", bridge: "vmbr0", tag: 7 });
    await api.post(vnets, { vnet: "red", zone: "double", tag: 30 });
    const names = async () =>
      (await wouldWrite(api)).filter((line) => line.startsWith("+iface")).map((line) => line.slice("+iface ".length));
    expect(await names()).toEqual([
      "blue",
      "ln_blue",
      "ln_double",
      "pr_blue",
      "pr_double",
      "red",
      "sv_double",
      "vmbr0v20",
      "z_double",
    ]);
    await api.put("/nodes/pve/network/vmbr0", {
      type: "bridge",
      bridge_ports: "enp1s0",
      bridge_vlan_aware: 1,
      cidr: "192.168.1.10/24",
    });
    await api.task("PUT", "/nodes/pve/network");
    expect(await names()).toEqual(["blue", "ln_double", "pr_double", "red", "z_double"]);
  }));

test("tunnels lead to the told peers or to the fabric's nodes, and only on nodes of the zone", () =>
  inLab(async (api) => {
    await api.post("/cluster/sdn/fabrics/fabric", { id: "main", protocol: "openfabric", ip_prefix: "10.10.0.0/16" });
    for (const [node_id, ip] of [
      ["pve", "10.10.0.1"],
      ["pve2", "10.10.0.2"],
    ] as const) {
      const member = { node_id, ip, protocol: "openfabric", interfaces: "name=enp2s0" };
      await api.post("/cluster/sdn/fabrics/node/main", member);
    }
    await api.post(zones, { type: "vxlan", zone: "over", fabric: "main", nodes: "pve2" });
    await api.post(vnets, { vnet: "far", zone: "over", tag: 500 });
    expect((await wouldWrite(api)).filter((line) => line.startsWith("+iface"))).toEqual([
      "+iface dummy_main inet static",
      "+iface enp2s0 inet static",
    ]);
    expect((await wouldWrite(api, "pve2")).filter((line) => !line.startsWith("+auto"))).toEqual(
      [
        "#version:1",
        "",
        "iface far",
        "\tbridge_ports vxlan_far",
        "\tbridge_stp off",
        "\tbridge_fd 0",
        "\tmtu 1450",
        "",
        "iface vxlan_far",
        "\tvxlan-id 500",
        "\tvxlan_remoteip 10.10.0.1",
        "\tmtu 1450",
        "",
        "iface dummy_main inet static",
        "\taddress 10.10.0.2/32",
        "\tlink-type dummy",
        "\tip-forward 1",
        "",
        "iface enp2s0 inet static",
        "\taddress 10.10.0.2/32",
        "\tip-forward 1",
      ].map((line) => `+${line}`),
    );
  }));

test("an EVPN zone has a routing table of its own, left through its exit nodes", () =>
  inLab(async (api) => {
    await api.post("/cluster/sdn/controllers", { controller: "routers", type: "evpn", asn: 65000, peers: "10.0.0.1" });
    await api.post(zones, { type: "evpn", zone: "deep", controller: "routers", "vrf-vxlan": 9, exitnodes: "pve" });
    await api.post(vnets, { vnet: "sea", zone: "deep", tag: 10 });
    const table = (action: string) =>
      `+\tpost-up ip route ${action} vrf vrf_deep unreachable default metric 4278198272`;
    expect(await wouldWrite(api)).toContain(table("del"));
    const elsewhere = await wouldWrite(api, "pve2");
    expect(elsewhere).toContain(table("add"));
    expect(elsewhere.filter((line) => line.startsWith("+iface"))).toEqual([
      "+iface sea",
      "+iface vrf_deep",
      "+iface vrfbr_deep",
      "+iface vrfvx_deep",
      "+iface vxlan_sea",
    ]);
  }));
