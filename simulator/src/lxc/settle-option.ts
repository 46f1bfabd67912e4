/** Brings options into the form in which Proxmox keeps them, and refuses what it does not keep. Source: update_pct_config of PVE::LXC::Config. */
import type { Cluster } from "../cluster.ts";
import type { Guest } from "../guests/guest.ts";
import { demandUnprotected } from "../guests/record.ts";
import { refusal } from "../kernel/error.ts";
import { splitList } from "../schema/formats.ts";
import { parseProperties } from "../schema/property-string.ts";
import { findVolume, storageNamed } from "../storage/access.ts";
import { parseVolumeName, splitVolid } from "../storage/volume-name.ts";
import { isMountName, kindOf, parseMount } from "./mounts.ts";
import { device, isDevice } from "./options/device.ts";
import { isNet, parseNet } from "./options/network.ts";

/** Largest packet of a bridge that nobody changed. */
const bridgeMtu = 1500;

/** @throws 500 in Proxmox's words for what cannot be */
export function settleOption(cluster: Cluster, guest: Guest, name: string, value: string | number): string | number {
  const text = String(value);
  if (isMountName(name)) demandMountable(cluster, guest, name, text);
  else if (isNet(name)) demandCard(name, text);
  else if (isDevice(name) && parseProperties(device, text).path === undefined) {
    throw refusal(`Path is not defined for passthrough device ${name}`);
  } else if (name === "hookscript") demandHookScript(cluster, guest.node, text);
  else if (name === "unprivileged") throw refusal(`unable to modify read-only option: '${name}'`);
  else if (name === "nameserver" || name === "searchdomain") return splitList(text).join(" ");
  else if (name === "tags") return [...new Set(splitList(text.toLowerCase()))].sort().join(";");
  // The file keeps a description as lines of comment, and so gives it back with its last line ended.
  else if (name === "description" && text !== "") return `${text.replace(/\n+$/, "")}\n`;
  return value;
}

function demandMountable(cluster: Cluster, guest: Guest, name: string, text: string): void {
  demandUnprotected(guest, `can't update CT ${guest.vmid} drive '${name}'`);
  const mount = parseMount(name, text);
  if (kindOf(mount) !== "volume") return;
  const split = splitVolid(mount.volume);
  if (!split) throw refusal(`unable to parse volume ID '${mount.volume}'`);
  if (!storageNamed(cluster, split.storage).content.includes("rootdir")) {
    throw refusal(`storage '${split.storage}' does not allow content type 'rootdir' (Container)`);
  }
}

function demandCard(name: string, text: string): void {
  const card = parseNet(text);
  if (card.mtu !== undefined && card.mtu > bridgeMtu) {
    throw refusal(`${name}: MTU size '${card.mtu}' is bigger than bridge MTU '${bridgeMtu}'`);
  }
  if (!card.link_down && card["host-managed"] && card.ip6 === "auto") {
    throw refusal(`${name}: SLAAC is not supported for host-managed network configuration.`);
  }
}

function demandHookScript(cluster: Cluster, node: string, volid: string): void {
  const split = splitVolid(volid);
  if (!split) throw refusal(`unable to parse volume ID '${volid}'`);
  if (parseVolumeName(storageNamed(cluster, split.storage), split.name).content !== "snippets") {
    throw refusal(`'${volid}' is not in the snippets directory`);
  }
  const script = findVolume(cluster, node, volid);
  if (!script) throw refusal(`script '${volid}' does not exist`);
  if (((script.mode ?? 0o644) & 0o111) === 0) throw refusal(`script '${volid}' is not executable`);
}
