/** Turning a container into a template: its volumes become bases of linked clones. */
import { demandUnlocked, isRunning, isTemplate, putGuest, withConfig } from "../../guests/record.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { baseMounts } from "../../lxc/base-mounts.ts";
import { containerOn } from "../../lxc/container.ts";

import { must, privileged } from "../../permission/rule.ts";
import { takes } from "../../tasks/work.ts";

export const template = endpoint({
  method: "POST",
  path: "/nodes/{node}/lxc/{vmid}/template",
  permission: must(privileged("/vms/{vmid}", "VM.Allocate")),
  task: "vztemplate",
  quiet: true,
  *run({ cluster, parameters }) {
    const guest = containerOn(cluster, parameters);
    demandUnlocked(guest);
    if (Object.keys(guest.snapshots ?? {}).length > 0) {
      throw refusal("unable to create template, because CT contains snapshots");
    }
    if (isTemplate(guest)) throw refusal("you can't convert a template to a template");
    if (isRunning(guest)) throw refusal("you can't convert a CT to template if the CT is running");
    yield* takes(0.5);
    const now = containerOn(cluster, parameters);
    putGuest(cluster, withConfig(now, { ...baseMounts(cluster, now.node, now.config), template: 1 }));
  },
});
