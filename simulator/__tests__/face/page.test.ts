import { describe, expect, test } from "@jest/globals";
import { guests } from "../../src/guests/guest.ts";
import type { Simulator, World } from "../../src/index.ts";
import { withSimulator } from "../api.ts";
import { lab } from "../worlds.ts";
import { look, readable, rowsOf } from "./looking.ts";

const running: World = {
  ...lab,
  guests: [
    ...(lab.guests ?? []),
    {
      vmid: 101,
      node: "pve2",
      name: "web",
      running: true,
      memory: "2GiB",
      disk: { storage: "local-lvm", size: "8GiB" },
      config: { tags: "blue;green" },
    },
  ],
};

const seen = async (simulator: Simulator, path?: string) => (await look(simulator, path)).text;

describe("the page shows", () => {
  test("nodes, guests, storages, tasks and the end of the journal as they are now", async () => {
    await withSimulator(
      async (api, simulator) => {
        await api.task("POST", "/nodes/pve/qemu/500/status/start");
        const text = await seen(simulator);
        expect(rowsOf(text, "nodes")[1]).toBe("pve2 192.168.1.11 1 % of 4 3.5 GiB of 32 GiB 1 1d 00:00");
        expect(rowsOf(text, "guests").slice(0, 2)).toEqual([
          "101 web blue green running pve2 512 MiB of 2 GiB 1 0:13",
          "500 appliance running pve 128 MiB of 512 MiB 1 0:12",
        ]);
        expect(rowsOf(text, "storage")).toContain("share shared nfs 10 GiB of 100 GiB 10 %");
        expect(rowsOf(text, "tasks")[0]).toMatch(/^\d\d:\d\d:\d\d qmstart 500 pve root@pam!simulator OK 0:13$/);
        expect(rowsOf(text, "journal").at(-1)).toMatch(
          /^\d\d:\d\d:\d\d 200 POST \/nodes\/pve\/qemu\/500\/status\/start task root@pam!simulator$/,
        );
        expect(readable(text)).toContain("2 of 2 nodes 2 running 0 stopped 5 templates");
      },
      { world: running },
    );
  });

  test("what a method that is not simulated was, what a fault struck, and what goes over SSH", async () => {
    await withSimulator(async (api, simulator) => {
      simulator.fault({ fault: "error", status: 503, request: "GET /pools" });
      await api.get("/pools");
      await api.get("/cluster/none");
      simulator.cluster.journal.note({ ssh: "exec", node: "pve", user: "root", detail: "qm list", status: 0 });
      const journal = rowsOf(await seen(simulator), "journal");
      expect(journal[0]).toMatch(/0 ssh exec qm list pve · root$/);
      expect(journal[1]).toContain("501 GET /cluster/none not simulated root@pam!simulator");
      expect(journal[2]).toMatch(/– fault error struck · GET \/pools$/);
    });
  });

  test("a node that is down, a fault that is armed and a quorum that is lost", async () => {
    await withSimulator(
      async (_api, simulator) => {
        simulator.fault({ fault: "node-offline", node: "pve2" });
        const text = await seen(simulator);
        expect(rowsOf(text, "nodes")[1]).toContain("pve2 192.168.1.11 offline");
        expect(readable(text)).toContain("1 of 2 nodes");
        expect(readable(text)).toContain("no quorum 1 fault armed");
        expect(rowsOf(text, "storage")).toContain("local pve2 dir not reachable");
      },
      { world: lab },
    );
  });

  test("guests of one node, or in one state, and how to see all of them again", async () => {
    await withSimulator(
      async (_api, simulator) => {
        expect(rowsOf(await seen(simulator, "/?node=pve2"), "guests")).toHaveLength(1);
        expect(rowsOf(await seen(simulator, "/?status=template"), "guests")).toHaveLength(5);
        const both = await seen(simulator, "/?node=pve2&status=stopped");
        expect(rowsOf(both, "guests")).toEqual([]);
        expect(both).toContain("There is no such guest.");
        expect(both).toContain('<a href="/?status=stopped">show all</a>');
        expect(rowsOf(await seen(simulator, "/?status=nonsense"), "guests")).toHaveLength(7);
      },
      { world: running },
    );
  });

  test("the log of a task, and says so when there is none", async () => {
    await withSimulator(async (api, simulator) => {
      const { data: upid } = await api.post("/nodes/pve/qemu/9000/clone", { newid: 120, full: 1 });
      const shown = await look(simulator, `/?task=${encodeURIComponent(upid)}`);
      expect(readable(shown.text)).toContain("Outcome OK");
      expect(shown.text).toMatch(/<pre>creating a clone of VM 9000[\s\S]*TASK OK<\/pre>/);
      expect(shown.text).not.toContain("http-equiv");
      const none = await look(simulator, "/?task=UPID:pve:none");
      expect(none.status).toBe(404);
      expect(readable(none.text)).toContain("No such task");
    });
  });
});

describe("the page is safe to leave open:", () => {
  const evil = `<script>alert(1)</script>"'&`;

  test("what clients wrote is text in it, wherever it stands", async () => {
    await withSimulator(async (api, simulator) => {
      const { cluster } = simulator;
      cluster.state.change(() => {
        const table = cluster.state.table(guests);
        const guest = table.get(9000);
        if (guest) table.put(9000, { ...guest, config: { ...guest.config, name: evil, tags: evil, lock: evil } });
      });
      await api.get(`/pools/${encodeURIComponent(evil)}?comment=${encodeURIComponent(evil)}`);
      await api.post("/access/ticket", { username: evil, password: evil });
      simulator.fault({ fault: "task-fails", task: "qmclone", text: evil });
      const { data: upid } = await api.post("/nodes/pve/qemu/9000/clone", { newid: 120, name: "x" });
      for (const path of ["/", `/?task=${upid}`, `/?node=${encodeURIComponent(evil)}`]) {
        const text = await seen(simulator, path);
        expect(text).not.toMatch(/<script|<[^>]*alert\(1\)/);
      }
      expect(rowsOf(await seen(simulator), "guests")[0]).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    });
  });

  test("it may load nothing, run nothing and be framed by nobody", async () => {
    await withSimulator(async (_api, simulator) => {
      const { headers, text } = await look(simulator);
      expect(headers["content-security-policy"]).toMatch(
        /^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
      );
      expect(headers).toMatchObject({
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
      });
      expect(text).not.toMatch(/<script|style=|https?:\/\/|url\(/);
    });
  });

  test("passwords, tokens and secrets are not in it", async () => {
    await withSimulator(async (api, simulator) => {
      const secret = "hunter2-hunter2";
      await api.post("/access/users", { userid: "anna@pve", password: secret });
      await api.post("/access/ticket", { username: "anna@pve", password: secret });
      await api.post("/storage", {
        ...{ storage: "vault", type: "pbs", server: "192.168.1.9", datastore: "main", username: "x@pbs" },
        ...{ password: secret, "encryption-key": secret },
      });
      await api.post("/nodes/pve/storage/local/download-url", {
        ...{ content: "iso", filename: "a.iso", url: `http://anna:${secret}@127.0.0.1:9/a.iso` },
      });
      const { data: token } = await api.post("/access/users/anna@pve/token/ci");
      const text = await seen(simulator);
      expect(rowsOf(text, "journal").join("\n")).toContain("url=http://***@127.0.0.1:9/a.iso");
      const { cluster, apiToken, password, admin } = simulator;
      const [task] = [...cluster.journal.lines].flatMap((line) => ("upid" in line ? [String(line.upid)] : []));
      const whole = text + (await seen(simulator, `/?task=${task}`)) + JSON.stringify(cluster.journal.lines);
      for (const hidden of [secret, token.value, apiToken.split("=")[1], password, admin.secret]) {
        expect(hidden).toBeTruthy();
        expect(whole).not.toContain(hidden);
      }
    });
  });

  test("looking leaves no trace: the same calls give the same journal", async () => {
    const journal = (looks: number) =>
      withSimulator(async (api, simulator) => {
        for (let each = 0; each < looks; each += 1) await look(simulator);
        await api.get("/version");
        return simulator.journal.lines;
      });
    expect(await journal(3)).toEqual(await journal(0));
  });

  test("a site whose name leads to this machine does not get it", async () => {
    await withSimulator(async (_api, simulator) => {
      const asked = async (host: string) => (await look(simulator, "/", { headers: { host } })).status;
      expect(await Promise.all(["evil.example", "127.0.0.1.evil.example", "evil.example:8006"].map(asked))).toEqual([
        403, 403, 403,
      ]);
      expect(await Promise.all(["localhost", "LOCALHOST:8006", "127.0.0.1:1", "[::1]:8006"].map(asked))).toEqual([
        200, 200, 200, 200,
      ]);
    });
  });

  test("it is at GET / and nowhere else", async () => {
    await withSimulator(async (_api, simulator) => {
      expect((await look(simulator, "/", { method: "HEAD" })).status).toBeGreaterThanOrEqual(500);
      expect((await look(simulator, "/", { method: "POST" })).status).toBeGreaterThanOrEqual(500);
      expect((await look(simulator, "/index.html")).status).toBeGreaterThanOrEqual(500);
    });
  });
});

test("of ten thousand guests it lists the first, says how many there are more, and is quick", async () => {
  const many = Array.from({ length: 10_000 }, (_, index) => ({
    ...{ vmid: 1000 + index, node: index % 2 ? "pve" : "pve2", name: `g${index}`, running: index % 3 === 0 },
    ...{ memory: "1MiB", disk: { storage: "big", size: "1GiB" } },
  }));
  const world: World = {
    ...lab,
    storages: [
      { id: "big", type: "lvmthin", content: ["images"], size: "20TiB", options: { vgname: "b", thinpool: "d" } },
    ],
    guests: many,
  };
  await withSimulator(
    async (_api, simulator) => {
      const times: number[] = [];
      for (let each = 0; each < 5; each += 1) {
        const before = process.cpuUsage();
        await look(simulator);
        const { user, system } = process.cpuUsage(before);
        times.push((user + system) / 1000);
      }
      expect(Math.min(...times)).toBeLessThan(200);
      const text = await seen(simulator);
      expect(rowsOf(text, "guests")).toHaveLength(200);
      expect(text).toContain("and 9,800 more");
      expect(text.length).toBeLessThan(200_000);
    },
    { world },
  );
});
