import { expect, test } from "@jest/globals";
import { Api, type Reply, withSimulator } from "../api.ts";
import { lab } from "../worlds.ts";

/** What a program needs that clones, configures, runs and destroys machines. */
const role = [
  "Datastore.AllocateSpace",
  "Datastore.Audit",
  "Pool.Allocate",
  "SDN.Use",
  "Sys.Modify",
  "VM.Allocate",
  "VM.Audit",
  "VM.Clone",
  "VM.Config.CDROM",
  "VM.Config.CPU",
  "VM.Config.Cloudinit",
  "VM.Config.Disk",
  "VM.Config.HWType",
  "VM.Config.Memory",
  "VM.Config.Network",
  "VM.Config.Options",
  "VM.GuestAgent.Audit",
  "VM.Migrate",
  "VM.PowerMgmt",
];

/** Runs as the token of a user who has these privileges everywhere, and nothing else. */
const as = <T>(privileges: readonly string[], work: (token: Api, root: Api) => Promise<T>) =>
  withSimulator(
    async (root, simulator) => {
      const token = new Api(simulator, {
        Authorization: "PVEAPIToken=strata@pve!ci=11111111-1111-4111-8111-111111111111",
      });
      try {
        return await work(token, root);
      } finally {
        token.close();
      }
    },
    {
      world: {
        ...lab,
        users: [
          { id: "strata@pve", tokens: [{ id: "ci", secret: "11111111-1111-4111-8111-111111111111", privsep: false }] },
        ],
        roles: [{ id: "Strata", privileges }],
        grants: [{ path: "/", role: "Strata", user: "strata@pve" }],
      },
    },
  );

/** One machine's life, call by call; each answer by what was asked. */
async function life(api: Api): Promise<Record<string, Reply>> {
  const vm = "/nodes/pve/qemu/100";
  const answers: Record<string, Reply> = {};
  const ask = async (what: string, reply: Promise<Reply>) => {
    answers[what] = await reply;
  };
  await ask("clone", api.post("/nodes/pve/qemu/9000/clone", { newid: 100, full: 1 }));
  await ask("read", api.get(`${vm}/config`));
  await ask("cores", api.put(`${vm}/config`, { cores: 2 }));
  await ask("memory", api.put(`${vm}/config`, { memory: 1024 }));
  await ask("name", api.put(`${vm}/config`, { name: "web" }));
  await ask("machine", api.put(`${vm}/config`, { machine: "q35" }));
  await ask("serial", api.put(`${vm}/config`, { serial0: "socket" }));
  await ask("network", api.put(`${vm}/config`, { net1: "model=virtio,bridge=vmbr0" }));
  await ask("cdrom", api.put(`${vm}/config`, { ide0: "none,media=cdrom" }));
  await ask("cloud-init", api.put(`${vm}/config`, { ciuser: "ops" }));
  await ask("cloud-init drive", api.put(`${vm}/config`, { delete: "ide2" }));
  await ask("disk", api.put(`${vm}/config`, { scsi1: "local-lvm:1" }));
  await ask("startup", api.put(`${vm}/config`, { startup: "order=1" }));
  await ask("start", api.post(`${vm}/status/start`));
  await ask("agent", api.post(`${vm}/agent/ping`));
  await ask("stop", api.post(`${vm}/status/stop`));
  await ask("migrate", api.post(`${vm}/migrate`, { target: "pve2", "with-local-disks": 1, targetstorage: "files" }));
  await ask("destroy", api.delete("/nodes/pve2/qemu/100"));
  return answers;
}

const refusedIn = (answers: Record<string, Reply>) =>
  Object.fromEntries(
    Object.entries(answers)
      .filter(([, { status }]) => status === 403)
      .map(([what, { reason }]) => [what, reason]),
  );

test("with all of these privileges nothing is refused", async () => {
  await as(role, async (token) => {
    const answers = await life(token);
    expect(Object.entries(answers).filter(([, { status }]) => status !== 200)).toEqual([]);
  });
});

const missing: readonly (readonly [privilege: string, what: string, where: string])[] = [
  ["VM.Clone", "clone", "/vms/9000, VM.Clone"],
  ["VM.Audit", "read", "/vms/100, VM.Audit"],
  ["Datastore.AllocateSpace", "clone", "/storage/local-lvm, Datastore.AllocateSpace"],
  ["SDN.Use", "clone", "/sdn/zones/localnetwork/vmbr0, SDN.Use"],
  ["VM.Config.CPU", "cores", "/vms/100, VM.Config.CPU"],
  ["VM.Config.Memory", "memory", "/vms/100, VM.Config.Memory"],
  ["VM.Config.Options", "name", "/vms/100, VM.Config.Options"],
  ["VM.Config.HWType", "machine", "/vms/100, VM.Config.HWType"],
  ["VM.Config.HWType", "serial", "/vms/100, VM.Config.HWType"],
  ["VM.Config.Network", "network", "/vms/100, VM.Config.Network"],
  ["VM.Config.CDROM", "cdrom", "/vms/100, VM.Config.CDROM"],
  ["VM.Config.Cloudinit", "cloud-init drive", "/vms/100, VM.Config.Cloudinit"],
  ["VM.Config.Disk", "disk", "/vms/100, VM.Config.Disk"],
  ["Sys.Modify", "startup", "/, Sys.Modify"],
  ["VM.PowerMgmt", "start", "/vms/100, VM.PowerMgmt"],
  ["VM.GuestAgent.Audit", "agent", "/vms/100, VM.GuestAgent.Audit|VM.GuestAgent.Unrestricted"],
  ["VM.Migrate", "migrate", "/vms/100, VM.Migrate"],
  ["VM.Allocate", "clone", ""],
];

test.each(missing)("without %s, %s is refused and names the place", async (privilege, what, where) => {
  await as(
    role.filter((one) => one !== privilege),
    async (token) => {
      const reason = where === "" ? "Permission check failed" : `Permission check failed (${where})`;
      expect(refusedIn(await life(token))).toHaveProperty([what], reason);
    },
  );
});

test.each([
  ["args", { args: "-cpu host" }, 500, "only root can set 'args' config"],
  ["a hook script", { hookscript: "local:snippets/x.sh" }, 500, "only root can set 'hookscript' config"],
  ["a raw PCI device", { hostpci0: "0000:01:00.0" }, 500, "only root can set 'hostpci0' config for non-mapped devices"],
  ["a real serial port", { serial1: "/dev/ttyS0" }, 500, "only root can set 'serial1' config for real devices"],
  ["a real USB device", { usb0: "host=1-2" }, 500, "only root can set 'usb0' config for real devices"],
  [
    "a mapped PCI device without the right to it",
    { hostpci0: "mapping=gpu" },
    403,
    "Permission check failed (/mapping/pci/gpu, Mapping.Use)",
  ],
])("%s is root@pam's alone, and a token of root is not root@pam", async (_, fields, status, reason) => {
  await as(role, async (token, rootToken) => {
    expect(await token.put("/nodes/pve/qemu/500/config", fields)).toMatchObject({ status, reason });
    if (status === 500)
      expect(await rootToken.put("/nodes/pve/qemu/500/config", fields)).toMatchObject({ status, reason });
  });
});

test("who may see only some machines finds only these in every list", async () => {
  await withSimulator(
    async (root, simulator) => {
      await root.post("/access/users", { userid: "few@pve" });
      await root.put("/access/acl", { path: "/vms/500", users: "few@pve", roles: "PVEAuditor" });
      const { data } = await root.post("/access/users/few@pve/token/ci", { privsep: 0 });
      const few = new Api(simulator, { Authorization: `PVEAPIToken=few@pve!ci=${data.value}` });
      expect((await few.get("/cluster/resources?type=vm")).data).toMatchObject([{ vmid: 500 }]);
      expect((await few.get("/nodes/pve/qemu")).data).toMatchObject([{ vmid: 500 }]);
      expect((await few.get("/nodes/pve/storage")).data).toEqual([]);
      few.close();
    },
    { world: lab },
  );
});
