import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { type Api, withSimulator } from "../api.ts";

const machine = (vmid: number) => `/nodes/pve/qemu/${vmid}`;
const motd = "Grüße\n";

/** A machine whose agent answers, and which holds a file that was written through it. */
const withFile = (body: (api: Api) => Promise<void>) =>
  withSimulator(async (api) => {
    await api.task("POST", `${machine(9000)}/clone`, { newid: 100, name: "web", full: 1 });
    await api.put(`${machine(100)}/config`, { agent: 1, ciuser: "ada" });
    await api.task("POST", `${machine(100)}/status/start`);
    expect(await api.post(`${machine(100)}/agent/file-write`, { file: "/etc/motd", content: motd })).toMatchObject({
      status: 200,
      data: null,
    });
    await body(api);
  });

const read = (api: Api, vmid: number, query = "") => api.get(`${machine(vmid)}/agent/file-read?file=/etc/motd${query}`);

test("a written file is read again, whole, in parts, encoded, and by a program", () =>
  withFile(async (api) => {
    expect((await read(api, 100)).data).toEqual({ content: motd, "bytes-read": 8 });
    expect((await read(api, 100, "&offset=6&count=1")).data).toEqual({ content: "e", "bytes-read": 1, truncated: 1 });
    expect((await read(api, 100, "&decode=0")).data.content).toBe(Buffer.from(motd).toString("base64"));
    const encoded = { file: "/root/key", content: Buffer.from([0, 1, 2]).toString("base64"), encode: 0 };
    await api.post(`${machine(100)}/agent/file-write`, encoded);
    expect((await api.get(`${machine(100)}/agent/file-read?file=/root/key&decode=0`)).data.content).toBe("AAEC");
    const { data } = await api.post(`${machine(100)}/agent/exec`, { command: ["cat", "/etc/motd"] });
    expect((await api.get(`${machine(100)}/agent/exec-status?pid=${data.pid}`)).data["out-data"]).toBe(motd);
  }));

test("a file that nobody wrote is not there", () =>
  withFile(async (api) => {
    expect(await api.get(`${machine(100)}/agent/file-read?file=/etc/nothing`)).toMatchObject({
      status: 500,
      reason: "Agent error: failed to open file '/etc/nothing' (mode: 'r'): No such file or directory",
    });
    expect((await api.post(`${machine(100)}/agent/file-write`, { file: "/etc/", content: "x" })).reason).toBe(
      "Agent error: failed to open file '/etc/' (mode: 'wb'): Is a directory",
    );
  }));

test("a file goes with its disk: into a clone, and away when the machine goes back to a snapshot", () =>
  withFile(async (api) => {
    await api.task("POST", `${machine(100)}/status/stop`);
    await api.task("POST", `${machine(100)}/snapshot`, { snapname: "before" });
    await api.task("POST", `${machine(100)}/clone`, { newid: 101, full: 1 });
    for (const vmid of [100, 101]) await api.task("POST", `${machine(vmid)}/status/start`);
    expect((await read(api, 101)).data.content).toBe(motd);
    await api.post(`${machine(100)}/agent/file-write`, { file: "/etc/motd", content: "other" });
    expect((await read(api, 101)).data.content).toBe(motd);
    await api.task("POST", `${machine(100)}/snapshot/before/rollback`, { start: 1 });
    expect((await read(api, 100)).data.content).toBe(motd);
  }));

test("the agent sets the password of a user that there is", () =>
  withFile(async (api) => {
    const set = (username: string) =>
      api.post(`${machine(100)}/agent/set-user-password`, { username, password: "secret word" });
    expect((await set("root")).data).toEqual({ result: {} });
    expect((await set("ada")).data).toEqual({ result: {} });
    expect((await set("bob")).reason).toBe("Agent error: child process has failed to set user password");
  }));

test("the agent shuts the system down and puts none to sleep, by its own paths and by the older one", () =>
  withFile(async (api) => {
    const command = (name: string) => api.post(`${machine(100)}/agent`, { command: name });
    expect((await command("ping")).data).toEqual({ result: {} });
    expect((await command("get-memory-block-info")).data).toEqual({ result: { size: 134_217_728 } });
    expect((await command("get-memory-blocks")).data.result).toHaveLength(16);
    expect((await command("exec")).status).toBe(400);
    expect((await api.post(`${machine(100)}/agent/suspend-ram`)).reason).toBe(
      "Agent error: the requested suspend mode is not supported by the guest",
    );
    expect((await command("shutdown")).data).toEqual({ result: {} });
    const status = async () => (await api.get(`${machine(100)}/status/current`)).data.status;
    for (let tries = 0; tries < 100 && (await status()) !== "stopped"; tries += 1) await sleep(20);
    expect(await status()).toBe("stopped");
    expect((await command("ping")).reason).toBe("VM 100 is not running");
  }));
