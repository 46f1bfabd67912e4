import { expect, test } from "@jest/globals";
import { type MachineOptions, machineArguments } from "../../../scripts/image/boot/machine.ts";

const drive = { file: "/disk", format: "raw", size: 1 };
const options: MachineOptions = {
  folder: "/clone",
  disk: drive,
  cloudInit: drive,
  firmware: "uefi",
  cpuLevel: "x86-64-v3",
  memory: 2048,
  mac: "52:54:00:12:34:56",
  network: { address: "10.0.2.15", subnet: "10.0.2.0/24", gateway: "10.0.2.2" },
  login: { user: "ops", privateKeyFile: "/key" },
  accelerator: "tcg",
  mark: "STRATA_TEST",
};
const places = { own: "/own", port: 2222, agentSocket: "/agent", console: "/console" };

test("a machine has the CPU that its image was built for, and the memory that it is given", () => {
  const words = machineArguments(options, places);
  expect(words[words.indexOf("-cpu") + 1]).toBe("Haswell-noTSX");
  expect(words[words.indexOf("-m") + 1]).toBe("2048");
});
