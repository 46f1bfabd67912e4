import type { Container } from "./container.ts";

/** What NVIDIA's driver talks through, for one GPU (driver's README, "Device nodes"). */
export const gpuDevices = ["/dev/nvidia0", "/dev/nvidiactl", "/dev/nvidia-uvm", "/dev/nvidia-uvm-tools"];

/** A GPU of a node, as a container uses it. */
export interface GpuLock {
  /** Its name in site.yaml. */
  readonly name: string;
  /** Version of the driver that the node's kernel and the container's libraries both have. */
  readonly driver: string;
}

/** The GPU that a container uses, as its site describes it. */
export function gpuLock({ gpu, node }: Pick<Container, "gpu" | "node">): GpuLock | undefined {
  const found = node.gpus?.find(({ mapping }) => mapping === gpu);
  return found && { name: found.mapping, driver: found.driver };
}

/** What a node and a container say of a GPU's driver. */
export interface GpuFound {
  /** Release of the node's kernel, such as `6.17.4-2-pve`. */
  readonly kernel: string;
  /** Device nodes that are not there. */
  readonly missingDevices: readonly string[];
  /** Version of the driver in the node's kernel; absent where none is loaded. */
  readonly driver?: string | undefined;
  /** Version of the driver's libraries in the container; absent where it does not run or has none yet. */
  readonly libraries?: string | undefined;
}

/** What is wrong with a GPU: what stops a container that wants it, and what a person should know. */
export interface GpuTrouble {
  readonly refused: readonly string[];
  readonly warnings: readonly string[];
}

/** Kernels under which a GPU is reported not to reach its guest, and by whom. */
const badKernels: Readonly<Record<string, string>> = { "6.17.4-2-pve": "jammsen/proxmox-setup-scripts #7" };

/** Judges a node for a GPU, each trouble as the end of a sentence that begins with the node's name. Pure. */
export function gpuTrouble(lock: GpuLock, found: GpuFound): GpuTrouble {
  const { kernel, missingDevices, driver, libraries } = found;
  const report = badKernels[kernel];
  const written = `site.yaml says ${lock.driver} for ${lock.name}`;
  return {
    refused: [
      ...(missingDevices.length > 0
        ? [
            `has no ${missingDevices.join(", ")}; install the GPU's driver there and load it (nvidia-smi makes the nodes)`,
          ]
        : []),
      ...(missingDevices.length === 0 && driver === undefined
        ? ["has the GPU's device nodes, but no driver of NVIDIA's is loaded; load it with `modprobe nvidia`"]
        : []),
      ...(driver !== undefined && driver !== lock.driver
        ? [`runs NVIDIA's driver ${driver}, and ${written}; install that one there, or write "${driver}"`]
        : []),
    ],
    warnings: [
      ...(report === undefined
        ? []
        : [`runs kernel ${kernel}, under which GPU passthrough is reported to fail (${report}); pin another one`]),
      ...(libraries !== undefined && driver !== undefined && libraries !== driver
        ? [
            `runs NVIDIA's driver ${driver}, and the container has the libraries of ${libraries}; CUDA refuses unlike ones, so install ${driver} inside`,
          ]
        : []),
    ],
  };
}

/** Where NVIDIA's driver tells its version. */
export const driverFile = "/proc/driver/nvidia/version";

/** The text of that file. */
export function driverText(version: string): string {
  return `NVRM version: NVIDIA UNIX x86_64 Kernel Module  ${version}  Tue Apr  8 12:41:17 UTC 2025\n`;
}

/** Version of the driver in that text. */
export function driverIn(text: string): string | undefined {
  return /^NVRM version:.*?\s(\d+\.\d+(?:\.\d+)?)\s/m.exec(text)?.[1];
}

/** Version in the names of a library folder: `libcuda.so.550.163.01` is the driver's own. */
export function librariesIn(names: readonly string[]): string | undefined {
  return names.flatMap((name) => /^libcuda\.so\.(\d+\.\d+(?:\.\d+)?)$/.exec(name)?.[1] ?? [])[0];
}
