import { readFileSync } from "node:fs";
import { request } from "node:https";
import { expect, test } from "@jest/globals";
import type { Simulator } from "../../src/index.ts";
import { withSimulator } from "../api.ts";
import { qcow2 } from "../storage/images.ts";
import { lab } from "../worlds.ts";

interface Answer {
  readonly status: number | undefined;
  readonly body: string;
}

function ask(simulator: Simulator, path: string, secret = simulator.admin.secret): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { headers: { Authorization: `Bearer ${secret}` }, ca: readFileSync(simulator.caFile) };
    const sent = request(simulator.admin.volumes + path, options, (response) => {
      let body = "";
      response.on("data", (chunk) => (body += chunk));
      response.on("end", () => resolve({ status: response.statusCode, body }));
    });
    sent.on("error", reject);
    sent.end();
  });
}

test("who knows the secret is told where the bytes of a volume are", () =>
  withSimulator(
    async (api, simulator) => {
      const content = qcow2(2 * 1024 ** 3);
      await api.upload("/nodes/pve/storage/local/upload", { content: "import" }, { name: "a.qcow2", content });
      await api.task("POST", "/nodes/pve/qemu", { vmid: 100, scsi0: "local-lvm:0,import-from=local:import/a.qcow2" });
      const { status, body } = await ask(simulator, "/pve/local-lvm:vm-100-disk-0");
      const told = JSON.parse(body);
      expect({ status, ...told }).toEqual({
        status: 200,
        volid: "local-lvm:vm-100-disk-0",
        size: 2 * 1024 ** 3,
        format: "qcow2",
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        file: expect.stringMatching(/^\//),
      });
      expect(readFileSync(told.file).equals(content)).toBe(true);
      const file = JSON.parse((await ask(simulator, "/pve/local%3Aimport%2Fa.qcow2")).body);
      expect(file).toEqual({ ...told, volid: "local:import/a.qcow2" });
    },
    { world: lab },
  ));

test("a disk that nothing was put on has a size alone, and what is not there is missed", () =>
  withSimulator(
    async (_, simulator) => {
      expect(await ask(simulator, "/pve/local-lvm:vm-500-disk-0")).toEqual({
        status: 200,
        body: `{"volid":"local-lvm:vm-500-disk-0","size":${8 * 1024 ** 3}}\n`,
      });
      expect(await ask(simulator, "/pve/local-lvm:vm-501-disk-0")).toEqual({
        status: 404,
        body: '{"error":"there is no volume local-lvm:vm-501-disk-0 on pve"}\n',
      });
    },
    { world: lab },
  ));

test("to whoever does not know the secret it is not there", () =>
  withSimulator(
    async (_, simulator) => {
      const path = "/pve/local-lvm:vm-500-disk-0";
      expect(await ask(simulator, path, "guessed")).toEqual({
        status: 500,
        body: `no such file '/simulator/volumes${path}'`,
      });
    },
    { world: lab },
  ));
