/**
 * `pct exec`: runs a command inside a container. Inside is a file tree in memory with what a fresh system names itself by, and the
 * ordinary programs of the nodes; nothing of it outlives the simulator.
 */
import type { Cluster } from "../../cluster.ts";
import type { Guest } from "../../guests/guest.ts";
import { idMapOf, ownProcess } from "../../lxc/id-map.ts";
import { vmid } from "../../schema/common.ts";
import { boolean, list, optional, string } from "../../schema/schema.ts";
import { commands } from "../../ssh/commands/table.ts";
import type { HostFiles } from "../../ssh/files/host-files.ts";
import { memoryFiles } from "../../ssh/files/memory-files.ts";
import { mountedFiles } from "../../ssh/files/mounted-files.ts";
import { findCommand, loginEnvironment, runCommand } from "../../ssh/shell/run-command.ts";
import type { SshUser } from "../../ssh/users.ts";
import { guestHere } from "../guest/status.ts";
import { ProgramError } from "../program-error.ts";
import type { OwnSubcommand } from "../subcommand.ts";

const root: SshUser = { name: "root", uid: 0, home: "/root", publicKeys: [] };

export const exec: OwnSubcommand = {
  operands: ["vmid", "extra-args"],
  parameters: { vmid: vmid(), "keep-env": optional(boolean()), "extra-args": optional(list(string())) },
  async run(given, { api, context }) {
    const guest = guestHere(api, "lxc", given.vmid);
    const { power } = guest;
    if (power.status !== "running") throw new ProgramError(`container '${guest.vmid}' not running!`);
    const words = given["extra-args"] as readonly string[];
    const [name] = words;
    if (name === undefined) throw new ProgramError("missing command");
    const { system } = context.place;
    const processes = new Map([["/proc/self", ownProcess(power.ids ?? idMapOf(guest.config))]]);
    const inside = {
      ...system,
      host: { ...system.host, node: nameOf(guest) },
      users: [root],
      files: mountedFiles(filesOf(api.cluster, guest), () => processes),
      commands,
    };
    const environment = loginEnvironment(root);
    if (!findCommand(inside, name, environment.get("PATH") ?? "")) {
      context.notSimulated(`command ${name} in container ${guest.vmid}`);
      throw new ProgramError(
        `lxc-attach: ${guest.vmid}: ../src/lxc/attach.c: lxc_attach_run_command: 1841 No such file or directory - Failed to exec "${name}"`,
        { status: 127 },
      );
    }
    return runCommand(
      words,
      { ...context.place, system: inside, user: root, directory: "/root", environment },
      "lxc-attach",
    );
  },
};

const nameOf = ({ vmid, config }: Guest): string => String(config.hostname ?? `CT${vmid}`);

const kept = new WeakMap<Cluster, Map<number, HostFiles>>();

/** A container's files, made when something first runs in it. */
function filesOf(cluster: Cluster, guest: Guest): HostFiles {
  const known = kept.get(cluster) ?? new Map<number, HostFiles>();
  kept.set(cluster, known);
  const files =
    known.get(guest.vmid) ??
    memoryFiles([
      { path: "/root", directory: true, mode: 0o700 },
      { path: "/tmp", directory: true, mode: 0o1777 },
      { path: "/etc/hostname", content: `${nameOf(guest)}\n` },
      { path: "/etc/os-release", content: `ID=${guest.config.ostype ?? "debian"}\n` },
    ]);
  known.set(guest.vmid, files);
  return files;
}
