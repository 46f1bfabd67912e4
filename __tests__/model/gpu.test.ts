import { expect, test } from "@jest/globals";
import { driverIn, driverText, gpuTrouble, librariesIn } from "../../model/gpu.ts";

const lock = { name: "rtx2070", driver: "550.163.01" };
const fine = { kernel: "6.17.9-1-pve", missingDevices: [], driver: "550.163.01" };

test("the version of NVIDIA's driver is read from what its module tells, open or not", () => {
  expect(driverIn(driverText("550.163.01"))).toBe("550.163.01");
  expect(
    driverIn("NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  570.86.15  Release Build  (dvs-builder)\n"),
  ).toBe("570.86.15");
  expect(driverIn("cat: /proc/driver/nvidia/version: No such file or directory")).toBeUndefined();
});

test("the version inside is that of the library which bears it in its name", () => {
  expect(librariesIn(["libc.so.6", "libcuda.so", "libcuda.so.1", "libcuda.so.535.54.03"])).toBe("535.54.03");
  expect(librariesIn(["libc.so.6"])).toBeUndefined();
});

test("a GPU as its site says is no trouble, with its libraries inside or without", () => {
  expect(gpuTrouble(lock, fine)).toEqual({ refused: [], warnings: [] });
  expect(gpuTrouble(lock, { ...fine, libraries: "550.163.01" })).toEqual({ refused: [], warnings: [] });
});

test("what is missing is told once: without device nodes nobody asks for the driver", () => {
  const { refused } = gpuTrouble(lock, { kernel: fine.kernel, missingDevices: ["/dev/nvidia0"] });
  expect(refused).toEqual([
    "has no /dev/nvidia0; install the GPU's driver there and load it (nvidia-smi makes the nodes)",
  ]);
});
