import { homedir } from "node:os";
import { execa } from "execa";
import { exitCodes } from "../../../model/exit.ts";
import type { Guest } from "../../../model/lab.ts";
import { type Check, fail, notChecked, pass } from "../../target/check.ts";
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
    for (const node of nodes) {
      const { exitCode, stderr } = await knock(runway, node);
      if (exitCode === undefined) return notChecked("there is no `ssh` on PATH");
      if (exitCode !== 0) {
        const said = String(stderr).trim().split("\n").at(-1);
        return fail(
          exitCodes.unreachable,
          `${node.name} does not let us in over SSH: ${said}; log in once by hand, compare the host's key, and see that the key is in authorized_keys`,
        );
      }
    }
    return pass(nodes.map(({ name }) => name).join(", "));
  },
};

/** Asks for nothing but to come in. An unknown host key is not taken, so that nothing is written to known_hosts. */
function knock(runway: Runway, node: Guest["node"]) {
  const { ready } = runway.aim();
  const embedded = ready?.ssh.nodes.find(({ name }) => name === node.name);
  const { site } = runway.lab();
  const [user, key] = ready ? [ready.ssh.username, ready.ssh.privateKeyFile] : [site.ssh.user, site.ssh.key];
  const hostKeys = ready
    ? ["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"]
    : ["-o", "StrictHostKeyChecking=yes"];
  const words = [
    ...[
      "-o",
      "BatchMode=yes",
      "-o",
      "ConnectTimeout=5",
      "-o",
      "IdentitiesOnly=yes",
      "-o",
      "LogLevel=ERROR",
      ...hostKeys,
    ],
    ...["-i", key.replace(/^~(?=\/)/, homedir()), "-p", String(embedded?.port ?? 22)],
    ...[`${user}@${embedded?.host ?? node.address}`, "true"],
  ];
  return execa("ssh", words, { reject: false, stdin: "ignore", timeout: 15_000 });
}
