import { exitCodes } from "../../../model/exit.ts";
import { type Check, fail, notChecked, pass } from "../../target/check.ts";
import { notLetIn, onNode } from "../../target/ssh.ts";
import type { Runway } from "../context.ts";

/** Snippets go over SSH: the nodes whose guests have some let us in with the key. */
export const ssh: Check<Runway> = {
  name: "ssh",
  after: ["certificate"],
  async run(runway) {
    const nodes = [
      ...new Set(
        runway
          .lab()
          .guests.filter((guest) => guest.kind !== "lxc" && guest.userData)
          .map(({ node }) => node),
      ),
    ];
    if (nodes.length === 0) return notChecked("no guest has user data, so nothing goes over SSH");
    const login = runway.lab().site.ssh;
    for (const node of nodes) {
      const { code, stderr } = await onNode(runway.aim(), node, login, ["true"]);
      if (code === undefined) return notChecked("there is no `ssh` on PATH");
      if (code !== 0) return fail(exitCodes.unreachable, notLetIn(node, login, stderr));
    }
    return pass(nodes.map(({ name }) => name).join(", "));
  },
};
