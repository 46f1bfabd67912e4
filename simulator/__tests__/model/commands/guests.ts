/** Machines and containers from their making to their end. */
import fc from "fast-check";
import { type Act, asks, nothing } from "../act.ts";
import { diskStorages, freeIds, guestIds, nodes, osTemplate, templates } from "../lab.ts";
import type { Ask } from "../reality.ts";
import type { Placed, Told } from "../told.ts";

const node = fc.constantFrom(...nodes);
const free = fc.constantFrom(...freeIds);
const vmid = fc.constantFrom(...guestIds);
const anyGuest = fc.constantFrom(...guestIds, ...templates);
const storage = fc.constantFrom(...diskStorages);
const flag = fc.constantFrom(0, 1);
const snapname = fc.constantFrom("before", "after");
const sometimes = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });

const rarely = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });

type Fields = NonNullable<Ask["fields"]>;
type Loose = Readonly<Record<string, string | number | undefined>>;

const given = (fields: Loose): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;

const words = (fields: Loose): string =>
  Object.entries(given(fields))
    .map(([key, value]) => ` ${key}=${value}`)
    .join("");

/** Something done to one guest, wherever it is by then. */
function onGuest(
  vmid: number,
  method: Ask["method"],
  below: string,
  fields: Loose = {},
  then: (told: Told, place: Placed) => void = nothing,
): Act {
  let asked: Placed = { kind: "qemu", node: "pve" };
  return asks(
    `${method} guest ${vmid}${below}${words(fields)}`,
    (told) => {
      asked = told.placeOf(vmid);
      return { method, path: `/nodes/${asked.node}/${asked.kind}/${vmid}${below}`, fields: given(fields) };
    },
    (told) => then(told, asked),
  );
}

const createMachine = fc
  .record({
    node,
    vmid: free,
    storage,
    size: fc.integer({ min: 1, max: 12 }),
    uefi: fc.boolean(),
    pool: sometimes(fc.constant("lab")),
  })
  .map(({ node, vmid, storage, size, uefi, pool }) => {
    const fields = given({
      vmid,
      name: `vm${vmid}`,
      memory: 1024,
      scsi0: `${storage}:${size}`,
      net0: "model=virtio,bridge=vmbr0",
      ide2: `${storage}:cloudinit`,
      pool,
      ...(uefi && { bios: "ovmf", efidisk0: `${storage}:1` }),
    });
    return asks(
      `create machine ${vmid} on ${node}${words(fields as Loose)}`,
      () => ({ method: "POST", path: `/nodes/${node}/qemu`, fields }),
      (told) => told.guests.set(vmid, { kind: "qemu", node }),
    );
  });

const createContainer = fc
  .record({ node, vmid: free, storage, size: fc.integer({ min: 1, max: 12 }), mp0: fc.boolean(), unprivileged: flag })
  .map(({ node, vmid, storage, size, mp0, unprivileged }) => {
    const fields = given({
      vmid,
      hostname: `ct${vmid}`,
      ostemplate: osTemplate,
      rootfs: `${storage}:${size}`,
      net0: "name=eth0,bridge=vmbr0,ip=dhcp",
      unprivileged,
      mp0: mp0 ? `${storage}:2,mp=/data` : undefined,
    });
    return asks(
      `create container ${vmid} on ${node}${words(fields as Loose)}`,
      () => ({ method: "POST", path: `/nodes/${node}/lxc`, fields }),
      (told) => told.guests.set(vmid, { kind: "lxc", node }),
    );
  });

const clone = fc
  .record({
    source: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...templates) }, { weight: 1, arbitrary: vmid }),
    newid: free,
    full: sometimes(flag),
    storage: rarely(storage),
    target: rarely(node),
    pool: sometimes(fc.constant("lab")),
  })
  .map(({ source, newid, full, storage, target, pool }) =>
    onGuest(source, "POST", "/clone", { newid, full, storage, target, pool }, (told, { kind, node }) =>
      told.guests.set(newid, { kind, node: target ?? node }),
    ),
  );

const power = fc
  .record({
    vmid: anyGuest,
    action: fc.constantFrom("start", "start", "stop", "shutdown", "reboot", "reset", "suspend", "resume"),
    forceStop: sometimes(fc.constant(1)),
  })
  .map(({ vmid, action, forceStop }) =>
    onGuest(vmid, "POST", `/status/${action}`, action === "shutdown" ? { forceStop, timeout: 5 } : {}),
  );

const resize = fc
  .record({
    vmid,
    disk: fc.constantFrom("scsi0", "rootfs", "scsi1", "mp0"),
    size: fc.constantFrom("+1G", "+3G", "5G", "1G", "64G"),
  })
  .map(({ vmid, disk, size }) => onGuest(vmid, "PUT", "/resize", { disk, size }));

const changes = fc.oneof<fc.Arbitrary<Loose>[]>(
  fc.constantFrom<Loose>(
    { cores: 2 },
    { memory: 2048 },
    { cores: 99, memory: 1 },
    { description: "changed" },
    { tags: "lab;prod" },
    { protection: 1 },
    { protection: 0 },
    { onboot: 1 },
    { delete: "description" },
    { delete: "scsi1" },
    { delete: "mp0,net1" },
    { delete: "unused0" },
    { net1: "virtio,bridge=vmbr0" },
    { net1: "name=eth1,bridge=vmbr0" },
    { boot: "order=scsi7" },
    { agent: "1" },
    {},
  ),
  storage.map((storage) => ({ scsi1: `${storage}:1` })),
  storage.map((storage) => ({ mp0: `${storage}:1,mp=/data` })),
  fc.constantFrom<Loose>({ scsi1: "local-lvm:vm-101-disk-0" }, { ide2: "local:iso/debian.iso,media=cdrom" }),
);
const configure = fc
  .record({ vmid: anyGuest, fields: changes, method: fc.constantFrom("PUT" as const, "PUT" as const, "POST" as const) })
  .map(({ vmid, fields, method }) => onGuest(vmid, method, "/config", fields));

const moveDisk = fc
  .record({ vmid, disk: fc.constantFrom("scsi0", "scsi1", "efidisk0"), storage, remove: flag })
  .map(({ vmid, disk, storage, remove }) => onGuest(vmid, "POST", "/move_disk", { disk, storage, delete: remove }));

const moveVolume = fc
  .record({ vmid, volume: fc.constantFrom("rootfs", "mp0"), storage, remove: flag })
  .map(({ vmid, volume, storage, remove }) =>
    onGuest(vmid, "POST", "/move_volume", { volume, storage, delete: remove }),
  );

const snapshot = fc.oneof(
  fc
    .record({ vmid, snapname, vmstate: sometimes(flag) })
    .map(({ vmid, ...fields }) => onGuest(vmid, "POST", "/snapshot", fields)),
  fc.record({ vmid, snapname }).map(({ vmid, snapname }) => onGuest(vmid, "POST", `/snapshot/${snapname}/rollback`)),
  fc.record({ vmid, snapname }).map(({ vmid, snapname }) => onGuest(vmid, "DELETE", `/snapshot/${snapname}`)),
);

const migrate = fc
  .record({
    vmid,
    target: node,
    online: sometimes(flag),
    local: sometimes(flag),
    targetstorage: sometimes(storage),
  })
  .map(({ vmid, target, online, local, targetstorage }) =>
    onGuest(vmid, "POST", "/migrate", { target, online, "with-local-disks": local, targetstorage }, (told, { kind }) =>
      told.guests.set(vmid, { kind, node: target }),
    ),
  );

const makeTemplate = vmid.map((vmid) => onGuest(vmid, "POST", "/template"));

const destroy = fc
  .record({ vmid, purge: sometimes(flag), unreferenced: sometimes(flag) })
  .map(({ vmid, purge, unreferenced }) =>
    onGuest(vmid, "DELETE", "", { purge, "destroy-unreferenced-disks": unreferenced }, (told) =>
      told.guests.delete(vmid),
    ),
  );

const backup = fc
  .record({ vmid: anyGuest, mode: fc.constantFrom("snapshot", "stop", "suspend") })
  .map(({ vmid, mode }) =>
    asks(
      `back up ${vmid} (${mode})`,
      (told) => ({
        method: "POST",
        path: `/nodes/${told.placeOf(vmid).node}/vzdump`,
        fields: { vmid, mode, storage: "local", compress: "zstd" },
      }),
      nothing,
    ),
  );

const look = fc
  .record({
    vmid: anyGuest,
    below: fc.constantFrom("/config", "/pending", "/status/current", "/snapshot", "/agent/ping"),
  })
  .map(({ vmid, below }) => onGuest(vmid, below === "/agent/ping" ? "POST" : "GET", below));

/** Those that make something stand there more often, so that the others find something. */
export const guestActs: fc.Arbitrary<Act>[] = [
  createMachine,
  createMachine,
  createContainer,
  clone,
  clone,
  clone,
  power,
  power,
  resize,
  configure,
  configure,
  moveDisk,
  moveVolume,
  snapshot,
  snapshot,
  migrate,
  makeTemplate,
  destroy,
  backup,
  look,
];
