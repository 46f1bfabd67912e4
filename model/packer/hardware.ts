import type { CpuLevel } from "../lab.ts";

/** Room to work in while an image is built; what a clone gets is its persona's. Memory in MiB, as Packer counts it. */
export const buildMachine = { cores: 2, memory: 2048 } as const;

/**
 * CPUs of QEMU that have a level and no more: with the default `qemu64` EL9 does not start. `max` would do too, but what
 * an installer finds it may build upon.
 */
export const qemuCpus: Readonly<Record<CpuLevel, string>> = {
  "x86-64-v1": "qemu64",
  "x86-64-v2": "Nehalem",
  "x86-64-v3": "Haswell-noTSX",
  "x86-64-v4": "Skylake-Server-noTSX-IBRS",
};
