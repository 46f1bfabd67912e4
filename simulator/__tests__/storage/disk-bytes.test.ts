import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { expect, test } from "@jest/globals";
import type { Simulator } from "../../src/index.ts";
import { type Api, withSimulator } from "../api.ts";
import { withShell } from "../over-ssh.ts";
import { lab } from "../worlds.ts";
import { qcow2 } from "./images.ts";

const gib = 1024 ** 3;
const image = Buffer.concat([qcow2(2 * gib), Buffer.from("what a system would be")]);

/** A machine 100 whose disk was made of an uploaded image. */
const withImage = (work: (api: Api, simulator: Simulator) => Promise<void>) =>
  withSimulator(
    async (api, simulator) => {
      await api.upload("/nodes/pve/storage/local/upload", { content: "import" }, { name: "a.qcow2", content: image });
      const disk = "local-lvm:0,import-from=local:import/a.qcow2";
      expect(await api.task("POST", "/nodes/pve/qemu", { vmid: 100, scsi0: disk })).toBe("OK");
      await work(api, simulator);
    },
    { world: lab },
  );

/** The disk that scsi0 names: its size in GiB, and whether it has the image's bytes. */
async function diskOf(api: Api, simulator: Simulator, vmid: number, node = "pve") {
  const { data } = await api.get(`/nodes/${node}/qemu/${vmid}/config`);
  const [volid = ""] = String(data.scsi0).split(",");
  const content = simulator.content(node, volid);
  const same = content?.file !== undefined && readFileSync(content.file).equals(image);
  return { volid, size: (content?.size ?? 0) / gib, same };
}

test("a disk keeps the image's bytes as it becomes a template, is cloned, grown and moved", () =>
  withImage(async (api, simulator) => {
    const at = (vmid: number) => `/nodes/pve/qemu/${vmid}`;
    await api.task("POST", `${at(100)}/template`);
    expect(await diskOf(api, simulator, 100)).toEqual({ volid: "local-lvm:base-100-disk-0", size: 2, same: true });
    await api.task("POST", `${at(100)}/clone`, { newid: 101, full: 1 });
    await api.task("POST", `${at(100)}/clone`, { newid: 102, full: 0 });
    await api.task("POST", `${at(101)}/clone`, { newid: 103, full: 1, storage: "files", format: "qcow2" });
    for (const vmid of [101, 102, 103]) await api.task("PUT", `${at(vmid)}/resize`, { disk: "scsi0", size: "20G" });
    await api.task("POST", `${at(101)}/move_disk`, { disk: "scsi0", storage: "share", delete: 1 });
    expect([
      await diskOf(api, simulator, 101),
      await diskOf(api, simulator, 102),
      await diskOf(api, simulator, 103),
    ]).toEqual([
      { volid: "share:101/vm-101-disk-0.raw", size: 20, same: true },
      { volid: "local-lvm:vm-102-disk-0", size: 20, same: true },
      { volid: "files:103/vm-103-disk-0.qcow2", size: 20, same: true },
    ]);
  }));

test("the bytes go with a machine to another node, into a backup and out of it", () =>
  withImage(async (api, simulator) => {
    expect(await api.task("POST", "/nodes/pve/vzdump", { vmid: 100, storage: "local" })).toBe("OK");
    expect(await api.task("POST", "/nodes/pve/qemu/100/migrate", { target: "pve2" })).toBe("OK");
    expect(await diskOf(api, simulator, 100, "pve2")).toMatchObject({ same: true });
    await api.task("DELETE", "/nodes/pve2/qemu/100");
    await api.task("DELETE", `/nodes/pve/storage/local/content/${encodeURIComponent("local:import/a.qcow2")}`);
    const { data } = await api.get("/nodes/pve/storage/local/content?content=backup");
    expect(await api.task("POST", "/nodes/pve/qemu", { vmid: 104, archive: data[0].volid })).toBe("OK");
    expect(await diskOf(api, simulator, 104)).toEqual({ volid: "local-lvm:vm-104-disk-0", size: 2, same: true });
  }));

test("they are kept once, and gone with the last volume that is made of them", () =>
  withImage(async (api, simulator) => {
    await api.task("POST", "/nodes/pve/qemu/100/clone", { newid: 101, full: 1 });
    const file = simulator.content("pve", "local-lvm:vm-101-disk-0")?.file ?? "";
    expect(readdirSync(dirname(file))).toHaveLength(1);
    await api.task("DELETE", `/nodes/pve/storage/local/content/${encodeURIComponent("local:import/a.qcow2")}`);
    await api.task("DELETE", "/nodes/pve/qemu/100");
    expect(existsSync(file)).toBe(true);
    await api.task("DELETE", "/nodes/pve/qemu/101");
    expect(existsSync(file)).toBe(false);
  }));

test("qm disk import takes the bytes of any file of the node", () =>
  withSimulator(
    async (_, simulator) => {
      const text = "a disk without a format\n".repeat(64);
      await withShell(simulator, async (run) => {
        await run("tee /root/a.raw > /dev/null", text);
        expect(await run("qm create 100 && qm importdisk 100 /root/a.raw local-lvm")).toMatchObject({ status: 0 });
      });
      const { file = "", ...told } = simulator.content("pve", "local-lvm:vm-100-disk-0") ?? {};
      expect(told).toMatchObject({ size: text.length, format: "raw" });
      expect(readFileSync(file, "utf8")).toBe(text);
    },
    { world: lab },
  ));
