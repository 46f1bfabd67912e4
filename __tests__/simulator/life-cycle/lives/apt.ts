import { type Life, of } from "../life.ts";

const path = "/etc/apt/sources.list.d/proxmox.sources";
const standard = "proxmox_apt_standard_repository.no_subscription";

/** Proxmox cannot take a repository away again, and nothing of a standard one can be changed. */
export const standardRepository: Life = {
  address: standard,
  created: { handle: "no-subscription", node: "forge" },
  importId: "forge,no-subscription",
  seen: {
    at: "/nodes/forge/apt/repositories",
    created: { errors: [] },
    gone: {},
  },
};

export const repository: Life = {
  address: "proxmox_apt_repository.no_subscription",
  created: { node: "forge", file_path: of(standard, "file_path"), index: of(standard, "index"), enabled: true },
  updated: { enabled: false },
  importId: `forge,${path},0`,
  seen: { at: "/nodes/forge/apt/repositories", created: {}, gone: {} },
};
