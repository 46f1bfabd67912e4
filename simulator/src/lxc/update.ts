/** Changes a container's configuration. Source: update_vm of PVE::API2::LXC::Config and update_pct_config of PVE::LXC::Config. */
import type { Cluster } from "../cluster.ts";
import type { Guest } from "../guests/guest.ts";
import { demandUnlocked, demandUnprotected, putGuest } from "../guests/record.ts";
import { invalidParameters, refusal } from "../kernel/error.ts";
import type { Caller } from "../permission/caller.ts";
import { splitList } from "../schema/formats.ts";
import { demandDigest, isUnprivileged } from "./container.ts";
import { isOption, type Settings, settingsOf } from "./options/index.ts";
import { settle } from "./pending.ts";
import { demandChange } from "./permissions.ts";
import { settleOption } from "./settle-option.ts";

export interface Update {
  /** Checked parameters of the call. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly remove: string | undefined;
  readonly revert: string | undefined;
  readonly digest: string | undefined;
}

/** @throws 400, 403 or 500; what waits for the next start is kept as pending */
export function updateContainer(cluster: Cluster, caller: Caller, guest: Guest, update: Update): void {
  const settings = settingsOf(update.parameters);
  const remove = splitList(update.remove ?? "");
  const revert = splitList(update.revert ?? "");
  if (Object.keys(settings).length === 0 && update.remove === undefined && update.revert === undefined) {
    throw refusal("no options specified");
  }
  demandUnlocked(guest);
  demandDigest(guest, update.digest);
  const change = { vmid: guest.vmid, before: guest.config, unprivileged: isUnprivileged(guest) };
  demandChange(cluster, caller, { ...change, settings: {}, remove: [...remove, ...revert] });
  demandSense({ settings, remove, revert });
  demandChange(cluster, caller, { ...change, settings });
  const asked = reverted(guest, revert);
  const noted = withSettings(cluster, withRemovals(asked, remove), settings);
  const { guest: settled, errors } = settle(cluster, noted, new Set([...remove, ...Object.keys(settings)]));
  if (Object.keys(errors).length > 0) throw invalidParameters(errors);
  putGuest(cluster, settled);
}

interface Plan {
  readonly settings: Settings;
  readonly remove: readonly string[];
  readonly revert: readonly string[];
}

function demandSense({ settings, remove, revert }: Plan): void {
  for (const name of revert) {
    if (!isOption(name)) throw invalidParameters({ revert: `unknown option '${name}'` });
    if (settings[name] !== undefined)
      throw invalidParameters({ revert: `you can't use '-${name}' and '-revert ${name}' at the same time` });
  }
  for (const name of remove) {
    if (!isOption(name)) throw invalidParameters({ delete: `unknown option '${name}'` });
    if (settings[name] !== undefined)
      throw invalidParameters({ delete: `you can't use '-${name}' and -delete ${name}' at the same time` });
    if (revert.includes(name))
      throw invalidParameters({ delete: `you can't use '-delete ${name}' and '-revert ${name}' at the same time` });
  }
}

function reverted(guest: Guest, names: readonly string[]): Guest {
  return {
    ...guest,
    pending: Object.fromEntries(Object.entries(guest.pending).filter(([name]) => !names.includes(name))),
  };
}

/** What is not set is passed over; what a container cannot be without is refused. */
function withRemovals(guest: Guest, names: readonly string[]): Guest {
  const pending = { ...guest.pending };
  for (const name of names.filter((name) => guest.config[name] !== undefined)) {
    if (["memory", "rootfs", "ostype"].includes(name)) throw refusal(`unable to delete required option '${name}'`);
    if (name === "unprivileged") throw refusal(`unable to delete read-only option: '${name}'`);
    if (/^(?:unused|mp)\d+$/.test(name)) demandUnprotected(guest, `can't remove CT ${guest.vmid} drive '${name}'`);
    pending[name] = null;
  }
  return { ...guest, pending };
}

/** The guest with options that wait; one that already has that value waits for nothing. */
export function withSettings(cluster: Cluster, guest: Guest, settings: Settings): Guest {
  const pending = { ...guest.pending };
  for (const [name, value] of Object.entries(settings)) {
    const settled = settleOption(cluster, guest, name, value);
    if (settled === guest.config[name]) delete pending[name];
    else pending[name] = settled;
  }
  return { ...guest, pending };
}
