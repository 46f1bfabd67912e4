import { describe, expect, test } from "@jest/globals";
import { type Guest, guests } from "../../src/guests/guest.ts";
import { withSimulator } from "../api.ts";
import { type Run, withShell } from "../over-ssh.ts";

/** Two MiB on disk, ten GiB for a guest. */
const qcow2 = (() => {
  const image = Buffer.alloc(2 * 1024 ** 2);
  image.write("QFI\xfb", "latin1");
  image.writeUInt32BE(3, 4);
  image.writeBigUInt64BE(10n * 1024n ** 3n, 24);
  return image;
})();

const onNode = <T>(work: (run: Run, parts: Parameters<Parameters<typeof withSimulator>[0]>) => Promise<T>) =>
  withSimulator((api, simulator) => withShell(simulator, (run) => work(run, [api, simulator])));

test("a template is made of an uploaded image as the manual says", () =>
  onNode(async (run, [api]) => {
    const script = [
      "set -e",
      "qm create 9100 --name alma9 --memory 2048 --cores 2 --net0 virtio,bridge=vmbr0 --scsihw virtio-scsi-single",
      "qm set 9100 --scsi0 local-lvm:0,import-from=/var/lib/vz/import/alma9.qcow2,discard=on,ssd=1",
      "qm set 9100 --ide2 local-lvm:cloudinit --boot order=scsi0 --serial0 socket --agent 1",
      "qm template 9100",
    ];
    const content = { content: "import" };
    expect(await api.upload("/nodes/pve/storage/local/upload", content, { name: "alma9.qcow2", content: qcow2 })).toBe(
      "OK",
    );
    expect(await run(script.join("\n"))).toMatchObject({ status: 0, err: "" });
    const { data } = await api.get("/nodes/pve/qemu/9100/config");
    expect(data).toMatchObject({ name: "alma9", template: 1, agent: "1", memory: "2048" });
    expect(data.scsi0).toBe("local-lvm:base-9100-disk-0,discard=on,size=10G,ssd=1");
    expect((await run("qm list")).out).toBe(
      [
        "      VMID NAME                 STATUS     MEM(MB)    BOOTDISK(GB) PID       \n",
        "      9000 debian13             stopped    2048              10.00 0         \n",
        "      9100 alma9                stopped    2048              10.00 0         \n",
      ].join(""),
    );
  }));

describe("disk import", () => {
  test("in the provider's own pipeline: the disk's name is cut out of what is printed", () =>
    onNode(async (run, [api]) => {
      await api.upload("/nodes/pve/storage/local/upload", { content: "iso" }, { name: "d.img", content: qcow2 });
      await run("qm create 101");
      const script = [
        "set -e",
        "source_image=$(pvesm path local:iso/d.img)",
        `imported_disk=$(/usr/sbin/qm disk import 101 $source_image local-lvm -format qcow2 | grep unused0 | cut -d : -f 3 | cut -d \\' -f 1)`,
        "/usr/sbin/qm set 101 -scsi0 local-lvm:$imported_disk,iothread=1",
      ];
      expect(await run(script.join("; "))).toMatchObject({ status: 0, err: "" });
      const { data } = await api.get("/nodes/pve/qemu/101/config");
      expect(data).toMatchObject({ scsi0: expect.stringMatching(/^local-lvm:vm-101-disk-0,iothread=1/) });
      expect(data).not.toHaveProperty("unused0");
    }));

  test("a machine boots from an image that lay among the ISO files, and its agent answers", () =>
    onNode(async (run, [api]) => {
      await api.upload("/nodes/pve/storage/local/upload", { content: "iso" }, { name: "d.img", content: qcow2 });
      await run("qm create 101 --agent 1 && qm disk import 101 $(pvesm path local:iso/d.img) local-lvm");
      await run("qm set 101 --scsi0 local-lvm:vm-101-disk-0 --boot order=scsi0 && qm start 101");
      expect(await api.post("/nodes/pve/qemu/101/agent/ping", {})).toMatchObject({ status: 200 });
    }));

  test("a file elsewhere on the node has the size that its header says", () =>
    onNode(async (run, [api]) => {
      await run("tee /tmp/image.qcow2 > /dev/null", qcow2.toString("latin1"));
      await run("qm create 101");
      const { data } = await api.get("/nodes/pve/qemu/101/config");
      expect(data).not.toHaveProperty("scsi1");
      expect(await run("qm importdisk 101 /tmp/none local-lvm")).toEqual({
        status: 255,
        out: "",
        err: "/tmp/none: non-existent or non-regular file\n",
      });
      expect(await run("qm importdisk 101 /tmp local-lvm")).toMatchObject({ status: 255 });
      expect(await run("qm importdisk 101 /etc/hostname local-lvm --target-disk scsi1")).toMatchObject({
        status: 0,
        out: expect.stringContaining("scsi1: successfully imported disk 'local-lvm:vm-101-disk-0,size=512'\n"),
      });
    }));
});

test("a machine is started, asked, stopped and destroyed; each task prints its log", () =>
  onNode(async (run, [api]) => {
    await api.task("POST", "/nodes/pve/qemu/9000/clone", { newid: 101, name: "web" });
    expect(await run("qm status 101; qm start 101; qm status 101")).toMatchObject({
      status: 0,
      out: expect.stringMatching(/^status: stopped\n.*status: running\n$/s),
    });
    expect(await run("qm start 101")).toMatchObject({ status: 255, err: "VM 101 already running\n" });
    expect(await run("qm agent 101 ping")).toEqual({ status: 0, out: "", err: "" });
    expect((await run("qm guest cmd 101 network-get-interfaces")).out).toContain('"name" : "lo"');
    expect(await run("qm stop 101 && qm destroy 101 --purge")).toMatchObject({ status: 0 });
    expect(await run("qm status 101")).toEqual({
      status: 2,
      out: "",
      err: "Configuration file 'nodes/pve/qemu-server/101.conf' does not exist\n",
    });
  }));

test("config and pending are printed line by line", () =>
  onNode(async (run) => {
    await run("qm create 101 --name web --memory 512 --description 'a: 100%'");
    expect((await run("qm config 101 | grep -v smbios1 | grep -v vmgenid | grep -v meta")).out).toBe(
      "boot: \ndescription: a%3A 100%25\nmemory: 512\nname: web\n",
    );
    expect((await run("qm pending 101")).out).toContain("cur memory: 512\n");
  }));

test("a held lock is told, and unlock takes it away", () =>
  onNode(async (run, [, simulator]) => {
    await run("qm create 101 --memory 512");
    const { cluster } = simulator;
    cluster.state.change(() => {
      const guest = cluster.state.table(guests).get(101) as Guest;
      cluster.state.table(guests).put(101, { ...guest, config: { ...guest.config, lock: "backup" } });
    });
    expect(await run("qm set 101 --memory 1024")).toEqual({ status: 255, out: "", err: "VM is locked (backup)\n" });
    expect(await run("qm unlock 101 && qm set 101 --memory 1024")).toMatchObject({ status: 0, err: "" });
  }));

describe("what is called wrongly ends 255 with Proxmox's words", () => {
  test.each([
    ["qm", "ERROR: no command specified\nUSAGE: qm <COMMAND> [ARGS] [OPTIONS]\n"],
    ["qm fly 100", "ERROR: unknown command 'qm fly'\nUSAGE: qm <COMMAND> [ARGS] [OPTIONS]\n"],
    ["qm disk", "ERROR: incomplete command 'qm disk'\nUSAGE: qm <COMMAND> [ARGS] [OPTIONS]\n"],
    ["qm start", "400 not enough arguments\nqm start <vmid> [OPTIONS]\n"],
    ["qm start 100 101", "400 too many arguments\nqm start <vmid> [OPTIONS]\n"],
    ["qm set 100 --flavour big", "Unknown option: flavour\n400 unable to parse option\nqm set <vmid> [OPTIONS]\n"],
    ["qm create 100 --onboot maybe", "400 unable to parse boolean option\nqm create <vmid> [OPTIONS]\n"],
    ["qm create 100 --memory much --cores 0", "400 Parameter verification failed.\n"],
  ])("%s", (line, err) =>
    onNode(async (run) => {
      const outcome = await run(line);
      expect(outcome).toMatchObject({ status: 255, out: "" });
      expect(outcome.err.slice(0, err.length)).toBe(err);
    }));
});

test("a word may be written short, and an option with one dash or an equals sign", () =>
  onNode(async (run) => {
    expect((await run("qm crea 101 -mem=512 -Name web && qm conf 101 | grep mem")).out).toContain("memory: 512\n");
    expect(await run("qm set 101 --start 1")).toMatchObject({
      status: 255,
      err: expect.stringContaining("Option start is ambiguous (startdate, startup)\n"),
    });
  }));
