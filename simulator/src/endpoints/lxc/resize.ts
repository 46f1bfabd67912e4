/** Growing a container's file system. */
import { demandUnlocked, putGuest, withConfig } from "../../guests/record.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { containerOn, demandDigest } from "../../lxc/container.ts";
import { kindOf, parseMount, printMount } from "../../lxc/mounts.ts";
import { mountNames } from "../../lxc/options/mount-point.ts";
import { anyOf, must } from "../../permission/rule.ts";
import { choice, optional, string } from "../../schema/schema.ts";
import { parseSize, printSize } from "../../schema/sizes.ts";
import { volumeNamed } from "../../storage/access.ts";
import { growImage } from "../../storage/images.ts";
import { takes } from "../../tasks/work.ts";

export const resize = endpoint({
  method: "PUT",
  path: "/nodes/{node}/lxc/{vmid}/resize",
  permission: must(anyOf("/vms/{vmid}", "VM.Config.Disk")),
  parameters: {
    disk: choice(...mountNames),
    size: string({ pattern: "\\+?\\d+(\\.\\d+)?[KMGT]?" }),
    digest: optional(string({ maxLength: 40 })),
  },
  task: "resize",
  *run({ cluster, caller, parameters }) {
    const { disk, size, digest, vmid } = parameters;
    const check = () => {
      const guest = containerOn(cluster, parameters);
      demandUnlocked(guest);
      // Proxmox reads the parameter `disk` as an option of its own here, which falls under Options.
      caller.demand(`/vms/${vmid}`, ["VM.Config.Options"]);
      demandDigest(guest, digest);
      const mount = parseMount(disk, guest.config[disk] ?? "");
      if (mount.volume === undefined) throw refusal("format error\nvolume: property is missing and it is not optional");
      if (kindOf(mount) !== "volume") throw refusal(`unable to parse volume ID '${mount.volume}'`);
      const volume = volumeNamed(cluster, guest.node, mount.volume);
      if (volume.vmid !== vmid) throw refusal(`can't resize mount point owned by another container (${volume.vmid})`);
      caller.demand(`/storage/${volume.storage}`, ["Datastore.AllocateSpace"]);
      const given = parseSize(size.replace("+", "")) ?? 0;
      const wanted = size.startsWith("+") ? volume.size + given : given;
      if (wanted < volume.size) throw refusal("unable to shrink disk size");
      if (wanted === volume.size) throw refusal("disk is already at specified size");
      return { guest, mount, volume, wanted };
    };
    check();
    yield* takes(0.5);
    const { guest, mount, volume, wanted } = check();
    const grown = growImage(cluster, guest.node, volume, wanted);
    putGuest(cluster, withConfig(guest, { [disk]: printMount(disk, { ...mount, size: printSize(grown.size) }) }));
  },
});
