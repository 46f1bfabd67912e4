import { expect, test } from "@jest/globals";
import { withSimulator } from "../api.ts";
import { withShell } from "../over-ssh.ts";

test("status shows what each storage has in KiB", () =>
  withSimulator((_, simulator) =>
    withShell(simulator, async (run) => {
      const [head, local, lvm] = (await run("pvesm status")).out.split("\n");
      expect(head).toBe("Name             Type     Status     Total (KiB)      Used (KiB) Available (KiB)        %");
      expect(local).toMatch(/^local {13}dir {5}active {7}100663296 +\d+ +\d+ {4}\d\.\d\d%$/);
      expect(lvm).toMatch(/^local-lvm {5}lvmthin {5}active {7}335544320 +\d+ +\d+ {4}\d\.\d\d%$/);
      expect((await run("pvesm status --storage local")).out.split("\n")).toHaveLength(3);
    }),
  ));

test("a snippet that was uploaded over SSH is the storage's, and gone when the API deletes it", () =>
  withSimulator((api, simulator) =>
    withShell(simulator, async (run) => {
      await run("/usr/bin/tee /var/lib/vz/snippets/user.yaml", "#cloud-config\n");
      expect((await run("pvesm list local --content snippets")).out).toBe(
        [
          "Volid                    Format  Type      Size VMID\n",
          "local:snippets/user.yaml snippet snippets  14\n",
        ].join(""),
      );
      expect((await run("pvesm path local:snippets/user.yaml")).out).toBe("/var/lib/vz/snippets/user.yaml\n");
      expect(await api.task("DELETE", "/nodes/pve/storage/local/content/local:snippets/user.yaml")).toBe("OK");
      expect(await run("cat /var/lib/vz/snippets/user.yaml")).toMatchObject({
        status: 1,
        err: "cat: /var/lib/vz/snippets/user.yaml: No such file or directory\n",
      });
    }),
  ));

test("volumes are allocated and freed; what is wrong is refused in Proxmox's words", () =>
  withSimulator((_, simulator) =>
    withShell(simulator, async (run) => {
      expect(await run("pvesm alloc local-lvm 100 '' 1G")).toEqual({
        status: 0,
        out: "successfully created 'local-lvm:vm-100-disk-0'\n",
        err: "",
      });
      expect(await run("pvesm free local-lvm:vm-100-disk-0")).toEqual({
        status: 0,
        out: "Removed volume 'local-lvm:vm-100-disk-0'\n",
        err: "",
      });
      expect(await run("pvesm list nas")).toMatchObject({ status: 255, err: "storage 'nas' does not exist\n" });
      expect(await run("pvesm path nas:iso/a.iso")).toMatchObject({
        status: 255,
        err: "storage 'nas' does not exist\n",
      });
      expect(await run("pvesm path here")).toMatchObject({
        status: 255,
        err: "400 Parameter verification failed.\nvolume: invalid format - unable to parse volume ID 'here'\n\npvesm path <volume> [OPTIONS]\n",
      });
    }),
  ));
