import { expect, test } from "@jest/globals";
import { Api, withSimulator } from "../api.ts";

const auditor = {
  id: "ada@pve",
  tokens: [{ id: "ci", secret: "00000000-1111-2222-3333-444444444444", privsep: false }],
};

test("the version tells which console is opened, once one is chosen", async () => {
  await withSimulator(async (api) => {
    expect((await api.get("/version")).data).not.toHaveProperty("console");
    await api.put("/cluster/options", { console: "xtermjs" });
    expect((await api.get("/version")).data).toMatchObject({ console: "xtermjs", release: "9.1" });
  });
});

test("options read back as objects and lists, and what is removed falls back to Proxmox's own", async () => {
  await withSimulator(async (api) => {
    const given = {
      "registered-tags": "prod;dev",
      "user-tag-access": "user-allow=list,user-allow-list=lab;toy",
      "tag-style": "case-sensitive=1,shape=full",
      migration: "type=insecure,network=10.0.0.0/8",
      bwlimit: "clone=1000",
      description: "two\nlines",
      console: "applet",
      mac_prefix: "02:00",
    };
    expect((await api.put("/cluster/options", given)).status).toBe(200);
    expect((await api.get("/cluster/options")).data).toEqual({
      "registered-tags": ["dev", "prod"],
      "user-tag-access": { "user-allow": "list", "user-allow-list": ["lab", "toy"] },
      "tag-style": { "case-sensitive": 1, shape: "full" },
      migration: { type: "insecure", network: "10.0.0.0/8" },
      bwlimit: "clone=1000",
      description: "two\nlines\n",
      console: "html5",
      mac_prefix: "02:00",
      "allowed-tags": ["dev", "lab", "prod", "toy"],
    });
    await api.put("/cluster/options", { delete: Object.keys(given).join() });
    expect((await api.get("/cluster/options")).data).toEqual({
      mac_prefix: "BC:24:11",
      description: "",
      "allowed-tags": [],
    });
  });
});

test("who may not audit is told how to look, and which tags are free", async () => {
  await withSimulator(
    async (api, simulator) => {
      await api.put("/cluster/options", { console: "vv", keyboard: "de", "registered-tags": "prod" });
      const secret = `PVEAPIToken=ada@pve!ci=${auditor.tokens[0]?.secret}`;
      const other = new Api(simulator, { Authorization: secret });
      expect((await other.get("/cluster/options")).data).toEqual({ console: "vv", "allowed-tags": [] });
      expect((await other.put("/cluster/options", { keyboard: "fr" })).status).toBe(403);
      other.close();
    },
    { world: { nodes: [{ name: "pve" }], storages: [], users: [auditor] } },
  );
});

test("the next free number comes from the range that the options give", async () => {
  await withSimulator(async (api) => {
    await api.put("/cluster/options", { "next-id": "lower=500,upper=501" });
    expect((await api.get("/cluster/nextid")).data).toBe("500");
    expect(await api.put("/cluster/options", { "next-id": "lower=9,upper=5" })).toMatchObject({
      status: 500,
      reason: "lower (9) <= upper (5) boundary rule broken",
    });
    expect((await api.get("/cluster/options")).data["next-id"]).toEqual({ lower: "500", upper: "501" });
  });
});

test("the log tells which tasks began and how they ended", async () => {
  await withSimulator(async (api) => {
    await api.task("PUT", "/nodes/pve/network");
    const { data } = await api.get("/cluster/log");
    expect(data).toMatchObject([
      { msg: expect.stringMatching(/^end task UPID:pve:.*:srvreload:networking:.* OK$/), user: "root@pam!simulator" },
      { msg: expect.stringMatching(/^starting task UPID:pve:/), node: "pve", tag: "pvedaemon" },
    ]);
    expect((await api.get("/cluster/log?max=1")).data).toHaveLength(1);
  });
});

test("a schedule is told by its next times", async () => {
  await withSimulator(async (api) => {
    const { data } = await api.get("/cluster/jobs/schedule-analyze?schedule=mon%201:30&iterations=2");
    expect(data).toEqual([
      { timestamp: 1767576600, utc: "Mon Jan  5 01:30:00 2026" },
      { timestamp: 1768181400, utc: "Mon Jan 12 01:30:00 2026" },
    ]);
    expect((await api.get("/cluster/jobs/schedule-analyze?schedule=soon")).errors?.schedule).toContain(
      "invalid calendar event 'soon'",
    );
  });
});
