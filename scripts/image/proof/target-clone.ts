import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { exitCodes, StrataError } from "../../../model/exit.ts";
import type { Lab } from "../../../model/lab.ts";
import { lowestFreeAddress, usualNetwork } from "../../../model/next-free.ts";
import type { TemplatePlace } from "../../../model/placed-release.ts";
import type { ProxmoxWork } from "../../target/proxmox-work.ts";
import { type MachineOptions, sshArguments } from "../boot/machine.ts";
import { remarksOn, type Standing } from "../template/look.ts";
import { freeNumber } from "../template/place.ts";
import { removeMachine } from "../template/remove-machine.ts";
import type { Stop } from "../template/stop.ts";
import type { Clone } from "./contract.ts";

/** Name of a clone that is there for a test; its system takes it as its own. */
export const cloneName = "image-test";

/** What says in Proxmox who tests with it. */
const runHere = `Test of an image by a run of Strata on ${hostname()}`;

export interface CloneRequest {
  readonly lab: Lab;
  readonly api: ProxmoxWork;
  /** Template that is cloned. */
  readonly from: TemplatePlace;
  readonly standing: readonly Standing[];
  /** Folder for what SSH remembers, and the key that it lets in. */
  readonly folder: string;
  readonly login: MachineOptions["login"];
  readonly publicKey: string;
  readonly stop: Stop;
}

/** A clone that was started on the target. */
export interface TargetClone extends Clone {
  readonly id: number;
  /** Static address, without prefix length. */
  readonly address: string;
}

/** Clones the template, tells the clone name, address and key by cloud-init, and starts it. It is removed if that fails. */
export async function startClone(request: CloneRequest): Promise<TargetClone> {
  const { lab, api, from, standing, stop } = request;
  const id = freeNumber(lab, standing);
  const template = `/nodes/${from.node}/qemu/${from.id}`;
  const clone = `/nodes/${from.node}/qemu/${id}`;
  const given = { newid: String(id), name: cloneName, full: "1", storage: from.storage, description: runHere };
  await api.task(`${from.node}: cloning ${from.id} as ${id}`, "POST", `${template}/clone`, given);
  try {
    stop.check();
    const { data: config } = await api.get<Readonly<Record<string, unknown>>>(`${clone}/config`);
    const { address, options } = cloudInit(request, config);
    await api.task(`${from.node}: setting ${id}`, "POST", `${clone}/config`, options);
    stop.check();
    await api.task(`${from.node}: starting ${id}`, "POST", `${clone}/status/start`);
    return { id, address, ...asked(request, clone, address) };
  } catch (error) {
    await removeMachine(api, from.node, id);
    throw error;
  }
}

/** Removes clones of tests on this machine that were killed. */
export async function sweepClones(api: ProxmoxWork, standing: readonly Standing[]): Promise<Standing[]> {
  const left: Standing[] = [];
  for (const guest of standing.filter(({ name }) => name === cloneName))
    if ((await remarksOn(api, guest)).includes(runHere)) left.push(guest);
  for (const { node, vmid } of left) await removeMachine(api, node, vmid);
  return standing.filter((guest) => !left.includes(guest));
}

/** What a persona would tell its guest. */
function cloudInit({ lab, from, login, publicKey }: CloneRequest, config: Readonly<Record<string, unknown>>) {
  const network = usualNetwork(lab);
  const address = lowestFreeAddress(lab, network);
  if (address === undefined)
    throw new StrataError(exitCodes.refused, `no address of ${network.name} (${network.subnet}) is free for a test`);
  const gateway = network.gateway === undefined ? "" : `,gw=${network.gateway}`;
  const vlan = network.vlan === undefined ? "" : `,tag=${network.vlan}`;
  const hasDrive = Object.values(config).some((value) => /cloudinit/.test(String(value)));
  const options = {
    ...(!hasDrive && { scsi1: `${from.storage}:cloudinit` }),
    net0: `virtio,bridge=${network.bridge}${vlan}`,
    ciuser: login.user,
    // Proxmox wants it encoded once more than the form encodes it.
    sshkeys: encodeURIComponent(publicKey),
    ipconfig0: `ip=${address}/${network.prefix}${gateway}`,
  };
  return { address, options };
}

function asked({ api, folder, login, stop }: CloneRequest, clone: string, address: string): Clone {
  return {
    run: async (command) =>
      (await execa("ssh", [...sshArguments(folder, login, { host: address, port: 22 }), command])).stdout.trim(),
    // The API asks the agent what it is asked; that it knows itself is an answer to a ping.
    agent: async (command) =>
      (await api.get(`${clone}/agent/${command.replace(/^guest-(?:ping)?/, "") || "info"}`)).data,
    async until(seconds, attempt) {
      const deadline = Date.now() + seconds * 1000;
      for (;;) {
        stop.check();
        try {
          return await attempt();
        } catch (error) {
          if (Date.now() > deadline) throw new Error((error as Error).message);
          await sleep(1000, undefined, { signal: stop.signal }).catch(() => {});
        }
      }
    },
  };
}
