import { expect, test } from "@jest/globals";
import { type Api, withSimulator } from "../api.ts";
import { withShell } from "../over-ssh.ts";

async function network(api: Api): Promise<void> {
  await api.post("/cluster/sdn/zones", { zone: "lab", type: "simple" });
  await api.post("/cluster/sdn/vnets", { vnet: "lan", zone: "lab" });
  expect(await api.task("PUT", "/cluster/sdn")).toBe("OK");
}

const firewall = "/cluster/sdn/vnets/lan/firewall";

test("a network's firewall looks at what is forwarded", async () => {
  await withSimulator(async (api) => {
    await network(api);
    expect(await api.post(`${firewall}/rules`, { type: "in", action: "ACCEPT" })).toMatchObject({
      errors: { type: "invalid rule type 'in' for rule_env 'vnet'" },
    });
    await api.post(`${firewall}/rules`, { type: "forward", action: "DROP", proto: "icmp", enable: 1 });
    expect((await api.get(`${firewall}/rules`)).data).toMatchObject([{ type: "forward", proto: "icmp", pos: 0 }]);
    await api.put(`${firewall}/options`, { enable: 1, policy_forward: "DROP" });
    expect((await api.get(`${firewall}/options`)).data).toMatchObject({ enable: 1, policy_forward: "DROP" });
    expect(await api.get(firewall.replace("lan", "wan"))).toMatchObject({ status: 403 });
    expect(await api.get(`${firewall.replace("lan", "wan")}/rules`)).toMatchObject({
      reason: "invalid vnet specified",
    });
  });
});

test("a network that is applied brings sets that rules may name", async () => {
  await withSimulator(async (api) => {
    const rule = { type: "in", action: "ACCEPT", source: "+sdn/lan-gateway" };
    expect(await api.post("/cluster/firewall/rules", rule)).toMatchObject({
      errors: { source: "no such ipset 'lan-gateway'" },
    });
    await network(api);
    expect(await api.post("/cluster/firewall/rules", rule)).toMatchObject({ status: 200 });
    expect((await api.get("/cluster/firewall/rules/0")).data).not.toHaveProperty("errors");
    expect((await api.get("/cluster/firewall/refs")).data).toContainEqual({
      type: "ipset",
      name: "lan-gateway",
      ref: "+lan-gateway",
      scope: "sdn",
      comment: "All gateways of VNet lan",
    });
  });
});

test("the files are there for a shell, and what it writes counts", async () => {
  await withSimulator((api, simulator) =>
    withShell(simulator, async (run) => {
      await api.put("/nodes/pve/qemu/9000/firewall/options", { enable: 1 });
      await api.put("/nodes/pve/firewall/options", { ndp: 0 });
      expect((await run("cat /etc/pve/firewall/9000.fw")).out).toBe("[OPTIONS]\n\nenable: 1\n\n");
      expect((await run("cat /etc/pve/nodes/pve/host.fw")).out).toBe("[OPTIONS]\n\nndp: 0\n\n");
      await run(
        "echo '[RULES]' > /tmp/fw && echo 'IN SSH(ACCEPT)' >> /tmp/fw && cp /tmp/fw /etc/pve/firewall/cluster.fw",
      );
      expect((await api.get("/cluster/firewall/rules")).data).toMatchObject([{ macro: "SSH", enable: 1 }]);
      await run("rm /etc/pve/firewall/cluster.fw");
      expect((await api.get("/cluster/firewall/rules")).data).toEqual([]);
    }),
  );
});
