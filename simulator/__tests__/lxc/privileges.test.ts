import { expect, test } from "@jest/globals";
import { loggedIn } from "../access/login.ts";
import { Api, withSimulator } from "../api.ts";
import { at, lab, opsToken, wanted } from "./lab.ts";

/** What only root@pam itself may ask for, in Proxmox's words. */
const rootOnly: readonly (readonly [string, Record<string, string | number>, string])[] = [
  ["a device", { dev0: "/dev/dri/renderD128,gid=104" }, "configuring device passthrough is only allowed for root@pam"],
  [
    "a bind mount",
    { rootfs: "local-lvm:4", mp0: "/srv/media,mp=/media" },
    "mount point type bind is only allowed for root@pam",
  ],
  [
    "a device mount",
    { rootfs: "local-lvm:4", mp0: "/dev/sdb1,mp=/media" },
    "mount point type device is only allowed for root@pam",
  ],
  [
    "a feature that is not nesting",
    { features: "nesting=1,keyctl=1" },
    "changing feature flags (except nesting) is only allowed for root@pam",
  ],
  [
    "nesting of a privileged container",
    { features: "nesting=1", unprivileged: 0 },
    "changing feature flags for privileged container is only allowed for root@pam",
  ],
  ["a hook", { hookscript: "local:snippets/hook.sh" }, "changing the hookscript is only allowed for root@pam"],
];

test.each(rootOnly)("%s is refused to a token, also to root's own", (_, fields, text) =>
  withSimulator(
    async (api, simulator) => {
      const ops = new Api(simulator, opsToken);
      for (const client of [api, ops]) {
        const reply = await client.post("/nodes/pve/lxc", { ...wanted, ...fields });
        expect({ status: reply.status, reason: reply.reason }).toEqual({
          status: 403,
          reason: `Permission check failed (${text})`,
        });
        await api.task("POST", "/nodes/pve/lxc", { ...wanted, vmid: 201 + [api, ops].indexOf(client) });
        const { rootfs: _, unprivileged: __, ...later } = fields;
        if (fields.unprivileged !== undefined) continue;
        expect(await client.put(at(201, "/config"), later)).toMatchObject({
          status: 403,
          message: `Permission check failed (${text})\n`,
        });
      }
      ops.close();
    },
    { world: lab },
  ));

test("root@pam itself may", () =>
  withSimulator(
    async (_, simulator) => {
      const root = await loggedIn(simulator);
      const fields = {
        rootfs: "local-lvm:4",
        mp0: "/srv/media,mp=/media,ro=1",
        dev0: "/dev/net/tun,mode=0666",
        features: "nesting=1,keyctl=1,fuse=1",
      };
      expect(await root.task("POST", "/nodes/pve/lxc", { ...wanted, ...fields, unprivileged: 0 })).toBe("OK");
      expect((await root.get(at(200, "/config"))).data).toMatchObject({
        mp0: "/srv/media,mp=/media,ro=1",
        dev0: "/dev/net/tun,mode=0666",
        features: "nesting=1,keyctl=1,fuse=1",
      });
      expect((await root.get(at(200, "/config"))).data.unprivileged).toBeUndefined();
      root.close();
    },
    { world: lab },
  ));

test("a token may switch nesting where it was set, but no feature that was never named", () =>
  withSimulator(
    async (api) => {
      await api.task("POST", "/nodes/pve/lxc", { ...wanted, features: "nesting=1" });
      expect((await api.put(at(200, "/config"), { features: "nesting=0" })).status).toBe(200);
      // The provider names every feature when it changes one.
      expect((await api.put(at(200, "/config"), { features: "fuse=0,keyctl=0,nesting=1,mknod=0" })).message).toBe(
        "Permission check failed (changing feature flags (except nesting) is only allowed for root@pam)\n",
      );
      expect((await api.put(at(200, "/config"), { delete: "features" })).status).toBe(200);
    },
    { world: lab },
  ));

/** What a user needs beside VM.Allocate and AllocateSpace, by what is asked for. */
const needed: readonly (readonly [string, Record<string, string | number>, string])[] = [
  ["cores", { cores: 2 }, "/vms/200, VM.Config.CPU"],
  ["memory", { memory: 256 }, "/vms/200, VM.Config.Memory"],
  ["a network card", { net0: "name=eth0,bridge=vmbr0" }, "/vms/200, VM.Config.Network"],
  ["a name", { hostname: "dns" }, "/vms/200, VM.Config.Network"],
  ["a file system", { rootfs: "local-lvm:4" }, "/vms/200, VM.Config.Disk"],
  ["a tag", { tags: "web" }, "/vms/200, VM.Config.Options"],
  ["a privileged container", { unprivileged: 0 }, "/, Sys.Modify"],
  ["starting at boot", { onboot: 1 }, "/vms/200, VM.Config.Options"],
];

test.each(needed)("who may make containers but not set %s is told what is missing", (_, fields, text) =>
  withSimulator(
    async (_, simulator) => {
      const maker = new Api(simulator, opsToken);
      const reply = await maker.post("/nodes/pve/lxc", { ...wanted, ...fields });
      expect({ status: reply.status, message: reply.message }).toEqual({
        status: 403,
        message: `Permission check failed (${text})\n`,
      });
      maker.close();
    },
    {
      world: {
        ...lab,
        roles: [{ id: "Maker", privileges: ["VM.Allocate", "Datastore.AllocateSpace", "Datastore.Audit"] }],
        grants: [{ path: "/", role: "Maker", user: "ops@pve" }],
      },
    },
  ));

test("a bridge is plugged into by who may use it, VLAN by VLAN", () =>
  withSimulator(
    async (_, simulator) => {
      const maker = new Api(simulator, opsToken);
      const plug = async (card: string) =>
        (await maker.post("/nodes/pve/lxc", { ...wanted, net0: `name=eth0,bridge=vmbr0${card}` })).message;
      expect(await plug("")).toBe("Permission check failed (/sdn/zones/localnetwork/vmbr0, SDN.Use)\n");
      expect(await plug(",tag=20")).toBe("Permission check failed (/sdn/zones/localnetwork/vmbr0/20, SDN.Use)\n");
      expect(await plug(",tag=10,trunks=30;31")).toBe(
        "Permission check failed (/sdn/zones/localnetwork/vmbr0/30, SDN.Use)\n",
      );
      expect(await plug(",tag=10")).toBeUndefined();
      maker.close();
    },
    {
      world: {
        ...lab,
        roles: [
          {
            id: "Maker",
            privileges: ["VM.Allocate", "VM.Config.Network", "Datastore.AllocateSpace", "Datastore.Audit"],
          },
        ],
        grants: [
          { path: "/", role: "Maker", user: "ops@pve" },
          { path: "/sdn/zones/localnetwork/vmbr0/10", role: "PVESDNUser", user: "ops@pve" },
        ],
      },
    },
  ));

test("the environment is shown to who may change it", () =>
  withSimulator(
    async (api, simulator) => {
      await api.task("POST", "/nodes/pve/lxc", { ...wanted, env: "TOKEN=secret\0MODE=lab" });
      expect((await api.get(at(200, "/config"))).data.env).toBe("TOKEN=secret\0MODE=lab");
      const auditor = new Api(simulator, opsToken);
      expect((await auditor.get(at(200, "/config"))).data.env).toBeUndefined();
      expect((await auditor.get(at(200, "/pending"))).data).not.toContainEqual(expect.objectContaining({ key: "env" }));
      auditor.close();
    },
    { world: { ...lab, grants: [{ path: "/", role: "PVEAuditor", user: "ops@pve" }] } },
  ));
