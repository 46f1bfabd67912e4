import type { Container } from "../../model/container.ts";
import { fast, forge, lan } from "./lab.ts";
import type { StackJson } from "./synth.ts";

const gib = 2 ** 30;

/** A plain container that a token alone can make; `change` says what is special about it. */
export function container(change: Partial<Container> = {}): Container {
  const name = change.name ?? "gitea";
  return {
    kind: "lxc",
    name,
    id: 114,
    node: forge,
    os: {
      name: "debian13",
      file: "debian-13-standard_13.1-2_amd64.tar.zst",
      distribution: "debian",
      storage: "local",
      url: "https://download.proxmox.com/images/system/debian-13-standard_13.1-2_amd64.tar.zst",
      sha512: "CHANGEME",
    },
    cores: 2,
    memory: gib,
    swap: 0,
    disk: 8 * gib,
    storage: fast,
    network: lan,
    address: "192.168.88.114",
    mac: "4E:A1:00:00:00:72",
    tags: ["git"],
    protect: false,
    unprivileged: true,
    features: ["nesting"],
    data: [],
    after: [],
    startup: { order: 2, up: 10, down: 60 },
    startupSaid: false,
    onboot: true,
    roles: [],
    workloads: ["gitea"],
    adopted: false,
    file: `personas/home/${name}.yaml`,
    ...change,
  };
}

/** The container of a stack. */
export function containerOf(stack: StackJson | undefined): Record<string, unknown> {
  const { ct } = stack?.resource.proxmox_virtual_environment_container ?? {};
  if (!ct) throw new Error("no container");
  return ct;
}
