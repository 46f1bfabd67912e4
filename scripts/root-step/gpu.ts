import { driverFile, driverIn, type GpuFound, librariesIn } from "../../model/gpu.ts";
import type { RootShell } from "./shell.ts";

/** Where Debian and Ubuntu keep the driver's libraries. */
const libraries = "/usr/lib/x86_64-linux-gnu";

/** Looks at a GPU's driver on a node and, where the container runs, inside it. */
export async function lookAtGpu(
  shell: RootShell,
  { id, devices, running }: { readonly id: number; readonly devices: readonly string[]; readonly running: boolean },
): Promise<GpuFound> {
  const kernel = await shell.run(["uname", "-r"]);
  const there = await shell.run(["stat", "-c", "%n", ...devices], [1]);
  const module = await shell.run(["cat", driverFile], [1]);
  const inside = running ? await shell.run(["pct", "exec", String(id), "--", "ls", libraries], [1, 2]) : undefined;
  return {
    kernel: kernel.stdout.trim(),
    missingDevices: devices.filter((device) => !there.stdout.split("\n").includes(device)),
    driver: driverIn(module.stdout),
    libraries: librariesIn(inside?.stdout.split("\n") ?? []),
  };
}
