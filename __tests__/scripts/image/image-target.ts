import { setTimeout as sleep } from "node:timers/promises";
import { loadLab } from "../../../model/load.ts";
import { worldOf } from "../../../scripts/rehearse/world.ts";
import { Api } from "../../../simulator/__tests__/api.ts";
import { type Simulator, startSimulator } from "../../../simulator/src/index.ts";
import type { ImageLab } from "./image-lab.ts";

/** A machine or template, as the target tells. */
export interface Seen {
  readonly vmid: number;
  readonly name: string;
  readonly template: number;
}

/** An embedded Proxmox for a lab, with nothing on it. */
export class ImageTarget {
  readonly simulator: Simulator;
  readonly #api: Api;

  private constructor(simulator: Simulator) {
    this.simulator = simulator;
    this.#api = new Api(simulator);
  }

  /** Starts it and aims the lab at it. */
  static async for(lab: ImageLab): Promise<ImageTarget> {
    const world = { ...worldOf(loadLab(lab.root, "home")), guests: [] };
    const simulator = await startSimulator({ timeScale: 0.01, world });
    const target = new ImageTarget(simulator);
    target.aim(lab);
    return target;
  }

  /** Aims a lab at it. @param endpoint by another way than the straight one */
  aim(lab: ImageLab, endpoint: string = this.simulator.endpoint): void {
    const { apiToken, caFile, ssh } = this.simulator;
    lab.write("ready.json", JSON.stringify({ endpoint, apiToken, caFile, ssh }));
  }

  async machines(): Promise<Seen[]> {
    const { data } = await this.#api.get("/cluster/resources?type=vm");
    const all: readonly Seen[] = data;
    return all.map(({ vmid, name, template }) => ({ vmid, name, template })).sort((a, b) => a.vmid - b.vmid);
  }

  async config(vmid: number): Promise<Record<string, string>> {
    return (await this.#api.get(`/nodes/asus/qemu/${vmid}/config`)).data;
  }

  /** Names of the volumes of a storage. */
  async volumes(storage: string): Promise<string[]> {
    const { data } = await this.#api.get(`/nodes/asus/storage/${storage}/content`);
    return data.map(({ volid }: { readonly volid: string }) => volid).sort();
  }

  /** Makes a machine, as somebody else would. */
  async create(vmid: number, name: string): Promise<void> {
    await this.#api.task("POST", "/nodes/asus/qemu", { vmid, name });
  }

  async destroy(vmid: number, node = "asus"): Promise<void> {
    await this.#api.task("DELETE", `/nodes/${node}/qemu/${vmid}`);
  }

  /** Waits until a task of that type is running, or so many seconds. @returns what stops it, as a person would */
  async running(type: string, seconds = 30): Promise<() => Promise<void>> {
    const { data } = await this.#api.get("/cluster/tasks");
    const all: readonly { upid: string; type: string; endtime?: number }[] = data;
    const found = all.find((task) => task.type === type && task.endtime === undefined);
    if (found) return async () => void (await this.#api.delete(`/nodes/asus/tasks/${encodeURIComponent(found.upid)}`));
    if (seconds <= 0) throw new Error(`no task ${type} is running`);
    await sleep(100);
    return this.running(type, seconds - 0.1);
  }

  /** Changes what Proxmox keeps as its remarks. */
  async describe(vmid: number, description: string): Promise<void> {
    await this.#api.put(`/nodes/asus/qemu/${vmid}/config`, { description });
  }

  async close(): Promise<void> {
    this.#api.close();
    await this.simulator.close();
  }
}
