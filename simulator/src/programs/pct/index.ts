/** `pct`, the manager of containers. Source: PVE::CLI::pct. */
import type { Command } from "../../ssh/shell/system.ts";
import { columns, configLines, pendingLines, snapshotTree } from "../columns.ts";
import { statusOf, unlockOf } from "../guest/status.ts";
import type { LocalApi } from "../local-api.ts";
import { program } from "../program.ts";
import type { ApiSubcommand, Subcommands } from "../subcommand.ts";
import { exec } from "./exec.ts";

const container = "/nodes/{node}/lxc/{vmid}";

/** Keys are given in a file. */
const files = { "ssh-public-keys": (content: string) => content };

const onContainer = (
  method: ApiSubcommand["method"],
  path: string,
  operands: readonly string[] = [],
  more: Partial<ApiSubcommand> = {},
): ApiSubcommand => ({ method, path: `${container}${path}`, operands: ["vmid", ...operands], ...more });

const power = (word: string): ApiSubcommand => onContainer("POST", `/status/${word}`);
const create: ApiSubcommand = { method: "POST", path: "/nodes/{node}/lxc", operands: ["vmid", "ostemplate"], files };

const subcommands: Subcommands = {
  list: { method: "GET", path: "/nodes/{node}/lxc", operands: [], show: containerList },
  config: onContainer("GET", "/config", [], { show: (config) => configLines(config as Record<string, unknown>) }),
  pending: onContainer("GET", "/pending", [], { show: pendingLines }),
  set: onContainer("PUT", "/config"),
  resize: onContainer("PUT", "/resize", ["disk", "size"], { judges: false }),
  create,
  restore: { ...create, preset: { restore: "1" } },
  destroy: onContainer("DELETE", ""),
  start: power("start"),
  stop: power("stop"),
  shutdown: power("shutdown"),
  reboot: power("reboot"),
  suspend: power("suspend"),
  resume: power("resume"),
  clone: onContainer("POST", "/clone", ["newid"]),
  migrate: onContainer("POST", "/migrate", ["target"]),
  "move-volume": onContainer("POST", "/move_volume", ["volume", "storage", "target-vmid", "target-volume"]),
  move_volume: "move-volume",
  snapshot: onContainer("POST", "/snapshot", ["snapname"]),
  delsnapshot: onContainer("DELETE", "/snapshot/{snapname}", ["snapname"]),
  listsnapshot: onContainer("GET", "/snapshot", [], { show: snapshotTree }),
  rollback: onContainer("POST", "/snapshot/{snapname}/rollback", ["snapname"]),
  template: onContainer("POST", "/template", [], { judges: false }),
  status: statusOf("lxc"),
  unlock: unlockOf("lxc"),
  exec,
};

export const pct = (api: LocalApi): Command => program("pct", subcommands, api);

interface Listed {
  readonly vmid: number;
  readonly status: string;
  readonly lock?: string;
  readonly name: string;
}

function containerList(result: unknown): string {
  const containers = (result as readonly Listed[]).toSorted((a, b) => a.vmid - b.vmid);
  if (containers.length === 0) return "";
  const widths = [-10, -10, -12, -20];
  const rows = containers.map(({ vmid, status, lock = "", name }) => columns(widths, [vmid, status, lock, name]));
  return [columns(widths, ["VMID", "Status", "Lock", "Name"]), ...rows].join("");
}
