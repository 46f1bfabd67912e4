import { expect, test } from "@jest/globals";
import { withSimulator } from "../api.ts";

test("/etc/hosts is changed only by who knows how it read", async () => {
  await withSimulator(async (api) => {
    const { data: before } = await api.get("/nodes/pve/hosts");
    expect(before.data).toContain("192.168.1.10 pve.lab.example pve\n");
    const data = "# the lab\n127.0.0.1 localhost\n192.168.1.10 pve.lab.example pve\n";
    expect((await api.post("/nodes/pve/hosts", { data, digest: before.digest })).status).toBe(200);
    expect((await api.get("/nodes/localhost/hosts")).data.data).toBe(data);
    expect(await api.post("/nodes/pve/hosts", { data: "", digest: before.digest })).toMatchObject({
      status: 500,
      reason: "detected modified configuration - file changed by other user? Try again.",
    });
    expect((await api.post("/nodes/pve/hosts", { data: "1.2.3 x" })).errors).toEqual({ data: "Invalid IP '1.2.3'" });
    expect((await api.post("/nodes/pve/hosts", { data: "1.2.3.4 a_b" })).errors).toEqual({
      data: "Invalid Hostname 'a_b'",
    });
  });
});

test("a name server stands once, and what is not named is gone", async () => {
  await withSimulator(async (api) => {
    await api.put("/nodes/pve/dns", { search: "home.arpa", dns1: "10.0.0.1", dns2: "10.0.0.1", dns3: "10.0.0.2" });
    expect((await api.get("/nodes/pve/dns")).data).toEqual({
      search: "home.arpa",
      dns1: "10.0.0.1",
      dns2: "10.0.0.2",
    });
    await api.put("/nodes/pve/dns", { search: "home.arpa" });
    expect((await api.get("/nodes/pve/dns")).data).toEqual({ search: "home.arpa" });
  });
});

test("the wall shows the time of the zone", async () => {
  await withSimulator(async (api) => {
    await api.put("/nodes/pve/time", { timezone: "Europe/Vienna" });
    const { data } = await api.get("/nodes/pve/time");
    expect(data.timezone).toBe("Europe/Vienna");
    expect(data.localtime - data.time).toBe(3600);
    expect((await api.put("/nodes/pve/time", { timezone: "Mars/Olympus" })).errors).toEqual({
      timezone: "No such timezone",
    });
  });
});

test("options of a node are set, told one by one, and removed", async () => {
  await withSimulator(async (api) => {
    const path = "/nodes/pve/config";
    await api.put(path, { description: "in the cellar", wakeonlan: "BC:24:11:00:00:01", "startall-onboot-delay": 5 });
    expect((await api.get(path)).data).toEqual({
      description: "in the cellar\n",
      wakeonlan: "BC:24:11:00:00:01",
      "startall-onboot-delay": 5,
      digest: expect.any(String),
    });
    expect((await api.get(`${path}?property=wakeonlan`)).data).toEqual({ wakeonlan: "BC:24:11:00:00:01" });
    await api.put(path, { delete: "description,wakeonlan,startall-onboot-delay" });
    expect((await api.get(`${path}?property=description`)).data).toEqual({});
    const twice = { acme: "domains=a.example", acmedomain0: "domain=a.example" };
    expect(await api.put(path, twice)).toMatchObject({
      reason: "duplicate domain 'a.example' in ACME config properties 'acmedomain0' and 'acme'",
    });
  });
});
