import { readFileSync } from "node:fs";
import { connect } from "node:tls";
import { expect, test } from "@jest/globals";
import type { FaultSpec } from "../../src/index.ts";
import { Api, withSimulator } from "../api.ts";
import { withShell } from "../over-ssh.ts";
import { lab } from "../worlds.ts";

const inLab = (work: Parameters<typeof withSimulator>[0]) => () => withSimulator(work, { world: lab });
const clone = (newid: number) => ["POST", "/nodes/pve/qemu/9000/clone", { newid, full: 1 }] as const;

test(
  "a full storage fails what needs room, from one match to the next, and then has its own level again",
  inLab(async (api, simulator) => {
    const level = async () => (await api.get("/nodes/pve/storage/local-lvm/status")).data.avail;
    const before = await level();
    simulator.fault({ fault: "storage-full", storage: "local-lvm", request: "POST /nodes/*/qemu/*/clone" });
    expect(await level()).toBe(before);
    expect(await api.task(...clone(101))).toContain("free space in thin pool pve/data reached threshold");
    expect(await level()).toBe(0);
    expect(await api.task(...clone(101))).toBe("OK");
    expect(await level()).toBeGreaterThan(0);
  }),
);

test(
  "without a request a condition holds from the start until it is removed",
  inLab(async (api, simulator) => {
    const remove = simulator.fault({ fault: "lock-held", vmid: 500, lock: "snapshot" });
    expect(await api.put("/nodes/pve/qemu/500/config", { cores: 2 })).toMatchObject({
      status: 500,
      reason: "VM is locked (snapshot)",
    });
    remove();
    expect((await api.put("/nodes/pve/qemu/500/config", { cores: 2 })).status).toBe(200);
  }),
);

test(
  "a revoked privilege is missing to the token, and to the tokens of the user it was taken from",
  inLab(async (api, simulator) => {
    for (const from of ["root@pam!simulator", "root@pam"]) {
      const remove = simulator.fault({ fault: "privilege-revoked", from, privilege: "VM.Clone", path: "/vms/9000" });
      expect(await api.post("/nodes/pve/qemu/9000/clone", { newid: 101 })).toMatchObject({
        status: 403,
        reason: "Permission check failed (/vms/9000, VM.Clone)",
      });
      remove();
    }
    expect(await api.task(...clone(101))).toBe("OK");
  }),
);

test(
  "a node that goes offline answers neither the API nor SSH",
  inLab(async (api, simulator) => {
    const remove = simulator.fault({ fault: "node-offline", node: "pve" });
    expect(await api.get("/nodes/pve/qemu")).toMatchObject({ status: 595, reason: "No route to host" });
    await expect(withShell(simulator, async () => {})).rejects.toThrow("not let in");
    remove();
    expect((await api.get("/nodes/pve/qemu")).status).toBe(200);
    await withShell(simulator, async (run) => expect((await run("hostname")).out).toBe("pve\n"));
  }),
);

test(
  "with a clock that jumps a ticket is too old at once",
  inLab(async (_, simulator) => {
    const unknown = new Api(simulator, {});
    const { data } = await unknown.post("/access/ticket", { username: "root@pam", password: simulator.password });
    const withTicket = new Api(simulator, { Cookie: `PVEAuthCookie=${data.ticket}` });
    const remove = simulator.fault({ fault: "clock-wrong", seconds: 3 * 3600 });
    expect(await withTicket.get("/version")).toMatchObject({
      status: 401,
      reason: "permission denied - invalid PVE ticket",
    });
    remove();
    expect((await withTicket.get("/version")).status).toBe(200);
    withTicket.close();
    unknown.close();
  }),
);

test(
  "a changed certificate is one that the known authority did not sign",
  inLab(async (_, simulator) => {
    const authorized = () =>
      new Promise<boolean>((resolve, reject) => {
        const options = { host: "127.0.0.1", port: Number(new URL(simulator.url).port), rejectUnauthorized: false };
        const socket = connect({ ...options, ca: readFileSync(simulator.caFile) }, () => {
          resolve(socket.authorized);
          socket.destroy();
        });
        socket.on("error", reject);
      });
    const remove = simulator.fault({ fault: "certificate-changed" });
    expect(await authorized()).toBe(false);
    remove();
    expect(await authorized()).toBe(true);
  }),
);

test(
  "the next free number is taken right after it was told, once",
  inLab(async (api, simulator) => {
    simulator.fault({ fault: "vmid-taken" });
    expect((await api.get("/cluster/nextid")).data).toBe("100");
    expect(await api.post("/nodes/pve/qemu/9000/clone", { newid: 100 })).toMatchObject({
      status: 500,
      reason: "unable to create VM 100: config file already exists",
    });
    expect((await api.get("/cluster/nextid")).data).toBe("100");
    expect(await api.task(...clone(100))).toBe("OK");
  }),
);

test(
  "SSH is refused at the connection or at the login",
  inLab(async (_, simulator) => {
    simulator.fault({ fault: "ssh-refused", request: "SSH /pve" });
    simulator.fault({ fault: "ssh-refused", stage: "login", request: "SSH /pve", at: 2 });
    await expect(withShell(simulator, async () => {})).rejects.toThrow("not let in");
    await expect(withShell(simulator, async () => {})).rejects.toThrow("All configured authentication methods failed");
    await withShell(simulator, async (run) => expect((await run("hostname")).out).toBe("pve\n"));
  }),
);

test(
  "an agent that never answers is as one that is not there",
  inLab(async (api, simulator) => {
    await api.task(...clone(101));
    await api.task("POST", "/nodes/pve/qemu/101/status/start");
    const remove = simulator.fault({ fault: "agent-silent", vmid: 101 });
    expect(await api.post("/nodes/pve/qemu/101/agent/ping")).toMatchObject({
      status: 500,
      reason: "QEMU guest agent is not running",
    });
    remove();
    expect((await api.post("/nodes/pve/qemu/101/agent/ping")).status).toBe(200);
  }),
);

test(
  "a condition that cannot be is refused when it is to begin at once, and told in the journal when it comes to it later",
  inLab(async (api, simulator) => {
    const lock: FaultSpec = { fault: "lock-held", vmid: 777 };
    expect(() => simulator.fault(lock)).toThrow("fault lock-held: there is no guest 777 to lock");
    simulator.fault({ ...lock, request: "/version" });
    expect((await api.get("/version")).status).toBe(200);
    expect(simulator.journal.lines).toContainEqual(
      expect.objectContaining({ event: "impossible", about: "fault lock-held: there is no guest 777 to lock" }),
    );
  }),
);
