import { fileURLToPath } from "node:url";
import type { Compared } from "../../../model/adoption/corrections.ts";
import type { LivingGuest } from "../../../model/adoption/living.ts";
import type { Container } from "../../../model/container.ts";
import { type Fault, place } from "../../../model/fault.ts";
import type { Source } from "../../../model/files/yaml-source.ts";
import { loadLab } from "../../../model/load.ts";
import { readPersonas } from "../../../model/reading/personas.ts";

const checkout = fileURLToPath(new URL("../../..", import.meta.url));

/** The lab of this repository, with each place in its files. */
export const lab = loadLab(checkout, "home");

const sources = new Map(readPersonas(checkout, "home").personas.map(({ name, source }) => [name, source]));

export function sourceOf({ name }: { readonly name: string }): Source {
  return sources.get(name) as Source;
}

export function container(name: string): Container {
  return lab.guests.find((guest) => guest.name === name) as Container;
}

/** The container of gitea.yaml as its host has it, as the file says unless another option is given. */
export function living(change: Partial<LivingGuest> = {}, options: Readonly<Record<string, string>> = {}): LivingGuest {
  return {
    id: 114,
    kind: "lxc",
    name: "gitea",
    node: "asus",
    template: false,
    pool: "platform",
    ...change,
    options: {
      cores: "2",
      memory: "1024",
      ostype: "debian",
      features: "nesting=1",
      net0: "name=eth0,bridge=vmbr0,firewall=1,gw=192.168.88.1,ip=192.168.88.114/24,type=veth",
      mp0: "/tank/data/gitea/var-lib-gitea,mp=/var/lib/gitea",
      rootfs: "tank:subvol-114-disk-0,size=8G",
      tags: "git",
      ...options,
    },
  };
}

export function compared(change: Partial<LivingGuest> = {}, options: Readonly<Record<string, string>> = {}): Compared {
  const guest = container("gitea");
  return { lab, guest, source: sourceOf(guest), living: living(change, options) };
}

/** As a terminal shows it. */
export function line({ at, message }: Fault): string {
  return `${place(at)}: ${message}`;
}
