import { expect, test } from "@jest/globals";
import { loggedIn } from "../access/login.ts";
import { withSimulator } from "../api.ts";
import { lab } from "../worlds.ts";

test("a cluster tells who is in it, and how to join", async () => {
  await withSimulator(
    async (api) => {
      const { data } = await api.get("/cluster/config/join");
      expect(data).toMatchObject({ preferred_node: "pve", totem: { cluster_name: "lab", config_version: "2" } });
      expect(data.nodelist).toMatchObject([
        {
          name: "pve",
          nodeid: "1",
          quorum_votes: "1",
          pve_fp: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/),
        },
        { name: "pve2", nodeid: "2" },
      ]);
      expect((await api.get("/cluster/config/nodes")).data.map(({ node }: { node: string }) => node)).toEqual([
        "pve",
        "pve2",
      ]);
      expect((await api.get("/cluster/config/join?node=pve3")).reason).toBe("unknown node 'pve3'");
    },
    { world: lab },
  );
});

test("a node without a cluster makes one, once", async () => {
  await withSimulator(async (api, simulator) => {
    const { status, reason } = await api.get("/cluster/config/join");
    expect([status, reason]).toEqual([424, "node is not in a cluster, no join info available!"]);
    expect((await api.get("/cluster/config/totem")).data).toBeNull();
    expect((await api.post("/cluster/config", { clustername: "home" })).status).toBe(403);
    const root = await loggedIn(simulator);
    expect(await root.task("POST", "/cluster/config", { clustername: "home" })).toBe("OK");
    expect((await api.get("/cluster/status")).data[0]).toMatchObject({ type: "cluster", name: "home", nodes: 1 });
    expect((await root.post("/cluster/config", { clustername: "home" })).reason).toBe(
      "cluster config '/etc/pve/corosync.conf' already exists",
    );
    root.close();
  });
});
