import type { ProxmoxWork } from "../../target/proxmox-work.ts";

/** Pulls the plug of a machine that was made for a while, and removes it with its disks. @throws StrataError 5 */
export async function removeMachine(api: ProxmoxWork, node: string, id: number): Promise<void> {
  const machine = `/nodes/${node}/qemu/${id}`;
  const { data } = await api.get<{ readonly status: string }>(`${machine}/status/current`);
  if (data.status === "running") await api.task(`${node}: stopping ${id}`, "POST", `${machine}/status/stop`);
  await api.task(`${node}: removing ${id}`, "DELETE", machine, { purge: "1" });
}
