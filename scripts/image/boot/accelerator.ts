import { execa } from "execa";

/** What QEMU runs a machine on: the processor's own virtualization, or emulation, which takes about ten times as long. */
export type Accelerator = "kvm" | "tcg";

export const emulator = "qemu-system-x86_64";

/**
 * Starts an empty machine on KVM and ends it. A `/dev/kvm` alone proves little: inside another machine it may be there
 * and fail.
 */
export async function accelerator(): Promise<Accelerator> {
  const result = await execa(
    emulator,
    ["-machine", "q35", "-accel", "kvm", "-cpu", "host", "-nodefaults", "-display", "none", "-S", "-qmp", "stdio"],
    { input: '{"execute":"qmp_capabilities"}\n{"execute":"quit"}\n', timeout: 10_000, reject: false },
  );
  return result.failed ? "tcg" : "kvm";
}

/** Arguments of QEMU for an accelerator. */
export const acceleration = (chosen: Accelerator): string[] => [
  "-accel",
  chosen === "tcg" ? "tcg,thread=multi" : "kvm",
];
