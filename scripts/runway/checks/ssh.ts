import { exitCodes } from "../../../model/exit.ts";
import type { Lab, Node } from "../../../model/lab.ts";
import { rootSettings } from "../../../model/root-step.ts";
import { type Check, fail, notChecked, pass } from "../../target/check.ts";
import { type Login, notLetIn, onNode } from "../../target/ssh.ts";
import type { Runway } from "../context.ts";

/** Snippets and root's steps go over SSH: the nodes whose guests have some let us in with the key. */
export const ssh: Check<Runway> = {
  name: "ssh",
  after: ["certificate"],
  async run(runway) {
    const lab = runway.lab();
    const entries = [...entriesForSnippets(lab), ...entriesForRoot(lab)];
    if (entries.length === 0) return notChecked("no guest has user data, data or devices, so nothing goes over SSH");
    for (const { node, login } of entries) {
      if (!login)
        return fail(
          exitCodes.refused,
          `containers on ${node.name} have what Proxmox takes from root alone; name root's key in access.root of personas/${runway.site}/site.yaml`,
        );
      const { code, stderr } = await onNode(runway.aim(), node, login, ["true"]);
      if (code === undefined) return notChecked("there is no `ssh` on PATH");
      if (code !== 0) return fail(exitCodes.unreachable, notLetIn(node, login, stderr));
    }
    return pass(entries.map(({ node, login }) => `${login?.user} on ${node.name}`).join(", "));
  },
};

interface Entry {
  readonly node: Node;
  readonly login: Login | undefined;
}

function entriesForSnippets({ guests, site }: Lab): Entry[] {
  const nodes = guests.flatMap((guest) => (guest.kind !== "lxc" && guest.userData ? [guest.node] : []));
  return [...new Set(nodes)].map((node) => ({ node, login: site.ssh }));
}

function entriesForRoot({ guests, site }: Lab): Entry[] {
  const nodes = guests.flatMap((guest) => (guest.kind === "lxc" && rootSettings(guest) ? [guest.node] : []));
  const login = site.root && { user: "root", key: site.root.key };
  return [...new Set(nodes)].map((node) => ({ node, login }));
}
