/** The cluster in which the model lives: small, so that commands meet each other, and with every type of storage. */
import type { World } from "../../src/index.ts";
import { secret } from "../access/login.ts";
import { lab as machines } from "../worlds.ts";

export const nodes = ["pve", "pve2"] as const;
/** Templates of machines, on several types of storage. */
export const templates = [9000, 9001, 9010, 9020, 9030] as const;
/** Numbers that guests may take; few, so that they are wanted twice. */
export const freeIds = [101, 102, 103, 104, 201, 202] as const;
export const guestIds = [...freeIds, 500] as const;
export const diskStorages = ["local-lvm", "tank", "files", "share"] as const;
export const osTemplate = "local:vztmpl/debian-13-standard_13.1-1_amd64.tar.zst";

export const lab: World = {
  ...machines,
  storages: machines.storages.map((storage) => (storage.type === "lvmthin" ? { ...storage, size: "60GiB" } : storage)),
  files: nodes.flatMap((node) => [
    { storage: "local", node, content: "vztmpl", name: "debian-13-standard_13.1-1_amd64.tar.zst", size: "120MiB" },
    { storage: "local", node, content: "iso", name: "debian.iso", size: "700MiB" },
  ]),
  pools: [{ id: "lab", guests: [500] }],
  users: [
    { id: "ann@pve", password: "annsecret", tokens: [{ id: "ci", secret }] },
    { id: "nobody@pve", password: "nobodysecret", tokens: [{ id: "ci", secret }] },
  ],
  groups: [{ id: "crew", members: ["ann@pve"] }],
};
