/** `qm`, the manager of virtual machines. Source: PVE::CLI::qm. */
import type { Command } from "../../ssh/shell/system.ts";
import { columns, configLines, pendingLines, snapshotTree } from "../columns.ts";
import { statusOf, unlockOf } from "../guest/status.ts";
import type { LocalApi } from "../local-api.ts";
import { program } from "../program.ts";
import type { ApiSubcommand, Subcommands } from "../subcommand.ts";
import { guestCommand } from "./guest-command.ts";
import { importDisk } from "./import-disk.ts";

const machine = "/nodes/{node}/qemu/{vmid}";

/** Keys are given in a file, and stored as a URL would have them. */
const files = { sshkeys: (content: string) => encodeURIComponent(content) };

const onMachine = (
  method: ApiSubcommand["method"],
  path: string,
  operands: readonly string[] = [],
  more: Partial<ApiSubcommand> = {},
): ApiSubcommand => ({ method, path: `${machine}${path}`, operands: ["vmid", ...operands], ...more });

const power = (word: string): ApiSubcommand => onMachine("POST", `/status/${word}`);

const subcommands: Subcommands = {
  list: { method: "GET", path: "/nodes/{node}/qemu", operands: [], show: machineList },
  create: { method: "POST", path: "/nodes/{node}/qemu", operands: ["vmid"], files },
  destroy: onMachine("DELETE", ""),
  clone: onMachine("POST", "/clone", ["newid"]),
  migrate: onMachine("POST", "/migrate", ["target"]),
  set: onMachine("PUT", "/config", [], { files }),
  config: onMachine("GET", "/config", [], { show: (config) => configLines(config as Record<string, unknown>) }),
  pending: onMachine("GET", "/pending", [], { show: pendingLines }),
  status: statusOf("qemu"),
  unlock: unlockOf("qemu"),
  snapshot: onMachine("POST", "/snapshot", ["snapname"]),
  delsnapshot: onMachine("DELETE", "/snapshot/{snapname}", ["snapname"]),
  listsnapshot: onMachine("GET", "/snapshot", [], { show: snapshotTree }),
  rollback: onMachine("POST", "/snapshot/{snapname}/rollback", ["snapname"]),
  template: onMachine("POST", "/template", [], { judges: false }),
  start: power("start"),
  stop: power("stop"),
  reset: power("reset"),
  shutdown: power("shutdown"),
  reboot: power("reboot"),
  suspend: power("suspend"),
  resume: power("resume"),
  importdisk: "disk import",
  "move-disk": "disk move",
  move_disk: "disk move",
  resize: "disk resize",
  unlink: "disk unlink",
  "disk import": importDisk,
  "disk move": onMachine("POST", "/move_disk", ["disk", "storage"]),
  "disk resize": onMachine("PUT", "/resize", ["disk", "size"], { judges: false }),
  "disk unlink": onMachine("PUT", "/unlink"),
  agent: "guest cmd",
  "guest cmd": guestCommand,
  "cloudinit update": onMachine("PUT", "/cloudinit"),
  "cloudinit dump": onMachine("GET", "/cloudinit/dump", ["type"], { show: (text) => `${text}\n` }),
  "cloudinit pending": onMachine("GET", "/cloudinit", [], { show: pendingLines }),
};

export const qm = (api: LocalApi): Command => program("qm", subcommands, api);

interface Listed {
  readonly vmid: number;
  readonly name: string;
  readonly status: string;
  readonly qmpstatus?: string;
  readonly maxmem: number;
  readonly maxdisk: number;
  readonly pid?: number;
}

function machineList(result: unknown): string {
  const machines = (result as readonly Listed[]).toSorted((a, b) => a.vmid - b.vmid);
  if (machines.length === 0) return "";
  const widths = [10, -20, -10, -10, 12, -10];
  const rows = machines.map(({ vmid, name, status, qmpstatus, maxmem, maxdisk, pid }) =>
    columns(widths, [vmid, name, qmpstatus ?? status, maxmem / 1024 ** 2, (maxdisk / 1024 ** 3).toFixed(2), pid ?? 0]),
  );
  return [columns(widths, ["VMID", "NAME", "STATUS", "MEM(MB)", "BOOTDISK(GB)", "PID"]), ...rows].join("");
}
