/** The modules and the inventory of community.proxmox, by playbooks as people write them. */
import { afterEach, beforeEach, expect } from "@jest/globals";
import { testNeeding } from "../../needs.ts";
import { clientTimeout, hasPython, openStage, type Stage, those } from "./stage.ts";

let stage: Stage;
beforeEach(async () => {
  if (hasPython) stage = await openStage();
}, clientTimeout);
afterEach(() => stage?.close());

/** Hosts by group, and what is known of each. */
interface Inventory extends Readonly<Record<string, { readonly hosts?: readonly string[] }>> {
  // biome-ignore lint/suspicious/noExplicitAny: the plugin's facts are whatever Proxmox told it
  readonly _meta: { readonly hostvars: Readonly<Record<string, any>>; readonly hosts?: never };
}

const ansible = testNeeding("Python", hasPython);

ansible(
  "a play that is rehearsed changes nothing",
  async () => {
    const rehearsed = await stage.play("playbooks/access.yml", "--check", "--skip-tags", "told");
    expect(those(rehearsed, "failed")).toEqual([]);
    expect(stage.writes()).toEqual([]);
  },
  clientTimeout,
);

/** What modules ask for once more: that for storages takes the refusal for a sign that all is well. */
const asked = { access: [], datacenter: ["POST /storage"] };

for (const [playbook, writes] of Object.entries(asked)) {
  ansible(
    `what stands as the play for ${playbook} wants it is left alone`,
    async () => {
      expect(those(await stage.play(`playbooks/${playbook}.yml`), "failed")).toEqual([]);
      const before = stage.writes().length;
      const again = await stage.play(`playbooks/${playbook}.yml`, "--skip-tags", "told");
      expect(those(again, "failed").concat(those(again, "changed"))).toEqual([]);
      expect(stage.writes().slice(before)).toEqual(writes);
    },
    clientTimeout,
  );
}

for (const playbook of ["machines", "containers", "networks"]) {
  ansible(
    `every step of the life of ${playbook} is taken`,
    async () => {
      const steps = await stage.play(`playbooks/${playbook}.yml`);
      expect(those(steps, "failed")).toEqual([]);
      expect(those(steps, "changed")).toEqual(steps.map(({ name }) => name));
    },
    clientTimeout,
  );
}

ansible(
  "the inventory groups guests by node, kind, state, pool and tag, and knows their addresses",
  async () => {
    const output = await stage.ansible("ansible-inventory", ["-i", "playbooks/lab.proxmox.yml", "--list"]);
    const { _meta, all: _, ...groups } = JSON.parse(output) as Inventory;
    expect(Object.fromEntries(Object.entries(groups).map(([name, { hosts }]) => [name, hosts]))).toEqual({
      proxmox_nodes: ["pve", "pve2"],
      proxmox_all_qemu: ["shop"],
      proxmox_all_running: ["shop"],
      proxmox_pve2_qemu: ["shop"],
      proxmox_pool_lab: ["shop"],
      tag_prod: ["shop"],
      tag_web: ["shop"],
    });
    const plain = (text: string) => ({ __ansible_unsafe: text });
    expect(_meta.hostvars.shop).toMatchObject({
      ansible_host: plain("192.168.1.50"),
      proxmox_vmid: 500,
      proxmox_status: plain("running"),
      proxmox_net0: { bridge: plain("vmbr0") },
    });
  },
  clientTimeout,
);
