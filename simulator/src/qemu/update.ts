/** Changes a machine's configuration. Source: `$update_vm_api` of PVE::API2::Qemu. */

import type { Cluster } from "../cluster.ts";
import { macPrefix } from "../datacenter/options.ts";
import type { Guest } from "../guests/guest.ts";
import { demandOnGuest } from "../guests/permissions.ts";
import { demandUnlocked, demandUnprotected, putGuest, rootOnlyOption } from "../guests/record.ts";
import { invalidParameters, refusal } from "../kernel/error.ts";
import { memoryOf } from "../nodes/use.ts";
import type { Caller } from "../permission/caller.ts";
import { splitList } from "../schema/formats.ts";
import { findVolume } from "../storage/access.ts";
import { freeVolume } from "../storage/images.ts";
import { say, type Work } from "../tasks/work.ts";
import { withKeptPassword } from "./cloud-init/password.ts";
import { createDrives } from "./create-drives.ts";
import { bootOrder, isCdrom, isDriveName, parseDrive, printBootOrder } from "./drives.ts";
import { demandDigest, machineNow } from "./machine.ts";
import { isOption, settingsOf } from "./options/index.ts";
import { settledNet } from "./options/network.ts";
import { settle } from "./pending.ts";
import { demandBridges, demandDevices, demandDrive, demandOptions, demandStorage } from "./permissions.ts";

export interface Update {
  /** Checked parameters of the call. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly remove: string | undefined;
  readonly revert: string | undefined;
  readonly force: boolean | undefined;
  readonly digest: string | undefined;
  readonly skiplock: boolean | undefined;
}

type Settings = Record<string, string | number>;

/** What is asked for, checked against everything but the configuration itself. */
interface Plan {
  readonly settings: Settings;
  readonly remove: readonly string[];
  readonly revert: readonly string[];
}

/** Checks all, then changes: what comes before the first step is the part that Proxmox does before it answers. */
export function* updateMachine(cluster: Cluster, caller: Caller, guest: Guest, update: Update): Work {
  rootOnlyOption(caller, "skiplock", update.skiplock);
  const plan = planOf(cluster, guest, update);
  demandOptions(caller, guest.vmid, undefined, [...plan.remove, ...Object.keys(plan.settings)]);
  demandStorage(cluster, caller, guest.vmid, plan.settings);
  demandBridges(cluster, caller, plan.settings);
  demandDevices(caller, guest.vmid, undefined, plan.settings);
  demandDigest(guest, update.digest);
  if (!update.skiplock) demandUnlocked(guest);
  checkBalloon(guest, plan.settings);
  yield* say(
    `update VM ${guest.vmid}: ${[...Object.keys(plan.settings), ...plan.remove.map((name) => `-delete ${name}`)].join(" ")}`,
  );
  const editor = new Editor(cluster, caller, machineNow(cluster, guest), update.force ?? false);
  for (const name of plan.revert) editor.revert(name);
  for (const name of plan.remove) editor.remove(name);
  for (const [name, value] of Object.entries(plan.settings)) {
    if (isDriveName(name)) yield* editor.setDrive(name, String(value));
    else editor.set(name, value, plan);
  }
  putGuest(cluster, settle(cluster, editor.guest));
}

function planOf(cluster: Cluster, guest: Guest, update: Update): Plan {
  const settings = withKeptPassword(cluster, settingsOf(update.parameters), guest.config.ostype);
  const revert = splitList(update.revert ?? "");
  const remove = splitList(update.remove ?? "").map((name) => (name === "cdrom" ? "ide2" : name));
  if (Object.keys(settings).length + remove.length + revert.length === 0) throw refusal("no options specified");
  if (settings.cdrom !== undefined) {
    settings.ide2 = `${settings.cdrom}${String(settings.cdrom).includes("media=") ? "" : ",media=cdrom"}`;
    delete settings.cdrom;
  }
  for (const name of revert) {
    if (!isOption(name)) throw invalidParameters({ revert: `unknown option '${name}'` });
    if (settings[name] !== undefined)
      throw invalidParameters({ delete: `you can't use '-${name}' and -revert ${name}' at the same time` });
  }
  for (const name of remove) {
    if (settings[name] !== undefined)
      throw invalidParameters({ delete: `you can't use '-${name}' and -delete ${name}' at the same time` });
    if (revert.includes(name))
      throw invalidParameters({ revert: `you can't use '-delete ${name}' and -revert ${name}' at the same time` });
    if (!isOption(name)) throw invalidParameters({ delete: `unknown option '${name}'` });
  }
  for (const [name, value] of Object.entries(settings)) {
    if (/^net\d+$/.test(name)) settings[name] = settledNet(String(value), () => cluster.random.mac(macPrefix(cluster)));
    if (name === "vmgenid" && String(value) === "1") settings[name] = cluster.random.uuid();
  }
  return { settings, remove, revert };
}

function checkBalloon(guest: Guest, settings: Settings): void {
  if (settings.memory === undefined && settings.balloon === undefined) return;
  const wanted = { ...guest, config: { ...guest.config, ...settings } };
  if (Number(wanted.config.balloon ?? 0) * 1024 ** 2 > memoryOf(wanted)) {
    throw refusal("balloon value too large (must be smaller than assigned memory)");
  }
}

/** One configuration while it is edited. */
class Editor {
  guest: Guest;
  readonly #cluster: Cluster;
  readonly #caller: Caller;
  readonly #force: boolean;

  constructor(cluster: Cluster, caller: Caller, guest: Guest, force: boolean) {
    this.#cluster = cluster;
    this.#caller = caller;
    this.#force = force;
    this.guest = guest;
  }

  revert(name: string): void {
    const { [name]: _, ...pending } = this.guest.pending;
    this.guest = { ...this.guest, pending };
  }

  remove(name: string): void {
    const { vmid } = this.guest;
    const value = this.guest.config[name] ?? this.guest.pending[name];
    // Proxmox only warns when there is nothing to delete.
    if (value === undefined || value === null) return;
    this.#leaveBootOrder(name);
    if (name.startsWith("unused")) {
      this.#freeUnused(name, value);
      return;
    }
    if (isDriveName(name)) {
      demandUnprotected(this.guest, `can't remove drive '${name}'`);
      demandDrive(this.#caller, vmid, name, value);
    } else if (/^net\d+$/.test(name)) {
      demandBridges(this.#cluster, this.#caller, { [name]: value });
    } else {
      demandDevices(this.#caller, vmid, undefined, { [name]: value });
    }
    if (this.guest.config[name] === undefined) this.revert(name);
    else this.#pend(name, null);
    if (this.#force && isDriveName(name)) this.#freeAfter(name, value);
  }

  *setDrive(name: string, text: string): Work {
    const { vmid, node, config, pending } = this.guest;
    if (config[name] !== undefined) demandDrive(this.#caller, vmid, name, config[name]);
    demandDrive(this.#caller, vmid, name, text);
    const made = yield* createDrives(this.#cluster, {
      node,
      vmid,
      config: withoutRemoved(config, pending),
      settings: { [name]: text },
    });
    this.#pend(name, made[name] ?? text);
    const order = bootOrder({ ...config, ...pending });
    if (order && isCdrom(parseDrive(name, text), { cloudInit: false }) && !order.includes(name)) {
      this.#pend("boot", printBootOrder([...order, name]));
    }
  }

  set(name: string, value: string | number, plan: Plan): void {
    if (name === "boot") this.#checkBootOrder(String(value), plan);
    if (name === "tags") this.#pend(name, uniqueTags(String(value)));
    else if (/^unused\d+$/.test(name)) throw invalidParameters({ [name]: "unable to add unused disks" });
    else this.#pend(name, value);
  }

  #pend(name: string, value: string | number | null): void {
    this.guest = { ...this.guest, pending: { ...this.guest.pending, [name]: value } };
  }

  #leaveBootOrder(name: string): void {
    const order = bootOrder({ ...this.guest.config, ...this.guest.pending });
    if (order?.includes(name)) this.#pend("boot", printBootOrder(order.filter((device) => device !== name)));
  }

  #checkBootOrder(text: string, { settings, remove }: Plan): void {
    for (const device of bootOrder({ boot: text }) ?? []) {
      const there = settings[device] ?? this.guest.pending[device] ?? this.guest.config[device];
      if (there === undefined || there === null || remove.includes(device)) {
        throw refusal(`invalid bootorder: device '${device}' does not exist'`);
      }
    }
  }

  #freeUnused(name: string, value: string | number): void {
    const { file } = parseDrive(name, value);
    demandUnprotected(this.guest, `can't remove unused disk '${file}'`);
    demandOnGuest(this.#caller, this.guest.vmid, undefined, ["VM.Config.Disk"]);
    const volume = findVolume(this.#cluster, this.guest.node, file);
    if (volume?.vmid === this.guest.vmid) freeVolume(this.#cluster, volume);
    const { [name]: _, ...config } = this.guest.config;
    this.guest = { ...this.guest, config };
  }

  /** `force` deletes the volume too instead of leaving it unused. */
  #freeAfter(name: string, value: string | number): void {
    if (this.guest.power.status === "running") return;
    const volume = findVolume(this.#cluster, this.guest.node, parseDrive(name, value).file);
    if (volume?.vmid === this.guest.vmid) freeVolume(this.#cluster, volume);
  }
}

function withoutRemoved(config: Guest["config"], pending: Guest["pending"]): Guest["config"] {
  return Object.fromEntries(Object.entries(config).filter(([name]) => pending[name] !== null));
}

/** Lower case, sorted, each once, as Proxmox keeps tags. */
export const uniqueTags = (text: string): string => [...new Set(splitList(text.toLowerCase()))].sort().join(";");
