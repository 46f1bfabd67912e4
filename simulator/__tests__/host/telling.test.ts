import { expect, test } from "@jest/globals";
import { withSimulator } from "../api.ts";

test("the log of a node tells its tasks, a piece at a time", async () => {
  await withSimulator(async (api) => {
    await api.task("PUT", "/nodes/pve/network");
    const reply = (await api.get("/nodes/pve/syslog?start=3&limit=1")) as unknown as { total: number; data: object[] };
    expect(reply.total).toBe(5);
    expect(reply.data).toEqual([
      {
        n: 4,
        t: expect.stringMatching(/^Jan 01 00:00:00 pve pvedaemon\[\d+\]: <root@pam!simulator> starting task UPID/),
      },
    ]);
    expect((await api.get("/nodes/pve/syslog?service=pveproxy")).data).toHaveLength(1);
    const { data } = await api.get("/nodes/pve/journal?lastentries=1");
    expect(data).toHaveLength(3);
    expect((await api.get(`/nodes/pve/journal?startcursor=${encodeURIComponent(data[2])}`)).data).toHaveLength(2);
  });
});

test("a report shows what support asks for", async () => {
  await withSimulator(async (api) => {
    const { data } = await api.get("/nodes/pve/report");
    expect(data).toMatch(/^# hostname\n\npve\n/);
    expect(data).toContain("iface vmbr0 inet static\n\taddress 192.168.1.10/24\n");
  });
});

test("a subscription is set, shown in full to who may audit, and given up", async () => {
  await withSimulator(async (api) => {
    const path = "/nodes/pve/subscription";
    expect((await api.get(path)).data).toMatchObject({ status: "notfound", message: "There is no subscription key" });
    await api.put(path, { key: "pve1c-0123456789" });
    expect((await api.get(path)).data).toMatchObject({
      status: "active",
      level: "c",
      productname: "Proxmox VE Community Subscription 1 CPU/year",
      nextduedate: "2027-01-01",
    });
    expect((await api.get("/nodes")).data[0].level).toBe("c");
    await api.delete(path);
    expect((await api.get("/nodes")).data[0].level).toBe("");
  });
});

test("a node tells what machines on it can be given", async () => {
  await withSimulator(async (api) => {
    const names = (await api.get("/nodes/pve/capabilities/qemu/cpu")).data.map(({ name }: { name: string }) => name);
    expect(names).toContain("x86-64-v2-AES");
    expect((await api.get("/nodes/pve/capabilities/qemu/machines")).data[0]).toEqual({
      id: "pc-q35-10.1",
      type: "q35",
      version: "10.1",
    });
    expect((await api.get("/nodes/pve")).data).toContainEqual({ name: "capabilities" });
  });
});
