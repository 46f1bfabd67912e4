/** `zfs`, as far as a node's keeper makes file systems with it: list, create and set of quota and recordsize. Source: zfs(8), zfsprops(7). */
import type { Cluster } from "../../cluster.ts";
import { parseSize } from "../../schema/sizes.ts";
import type { Command, CommandContext } from "../../ssh/shell/system.ts";
import { type Dataset, findDataset, mountpointOf, putDataset, usualRecordsize } from "./datasets.ts";

type Subcommand = (args: readonly string[], node: Node, context: CommandContext) => Promise<number> | number;

interface Node {
  readonly cluster: Cluster;
  readonly name: string;
}

export const zfs = (cluster: Cluster, node: string): Command => ({
  name: "zfs",
  path: "/usr/sbin/zfs",
  run(context) {
    const [word = "", ...args] = context.args;
    const subcommand = subcommands[word];
    if (!subcommand) return notSimulated(context, `zfs ${word}`);
    if (context.user.uid !== 0 && word !== "list") {
      context.complain(`cannot ${word}: permission denied`);
      return 1;
    }
    return subcommand(args, { cluster, name: node }, context);
  },
});

const subcommands: Readonly<Record<string, Subcommand>> = { list, create, set };

/** `zfs list -Hp -o name,quota,recordsize,mountpoint NAME…` */
function list(args: readonly string[], { cluster, name: node }: Node, context: CommandContext): number {
  const [flags, option, columns = "", ...names] = args;
  const shown = columns.split(",").map((column) => ({ column, value: properties[column] }));
  const odd = shown.find(({ value }) => value === undefined);
  if (flags !== "-Hp" || option !== "-o" || odd || names.length === 0)
    return notSimulated(context, `zfs list ${args.join(" ")}`);
  const absent = names.filter((name) => {
    const dataset = findDataset(cluster, node, name);
    if (dataset) context.print(`${shown.map(({ value }) => value?.(dataset)).join("\t")}\n`);
    else context.complain(`cannot open '${name}': dataset does not exist`);
    return !dataset;
  });
  return absent.length > 0 ? 1 : 0;
}

/** As `-p` shows them: plain numbers. */
const properties: Readonly<Record<string, (dataset: Dataset) => string | number>> = {
  name: ({ name }) => name,
  quota: ({ quota }) => quota,
  recordsize: ({ recordsize }) => recordsize,
  mountpoint: mountpointOf,
};

/** `zfs create [-p] [-o property=value]… NAME`: with -p what is missing on the way is made too, by default values. */
async function create(args: readonly string[], node: Node, context: CommandContext): Promise<number> {
  const parents = args.includes("-p");
  const assignments = args.flatMap((arg, index) => (args[index - 1] === "-o" ? [arg] : []));
  const [name, ...more] = args.filter((arg, index) => !arg.startsWith("-") && args[index - 1] !== "-o");
  const odd = args.find((arg) => arg.startsWith("-") && arg !== "-p" && arg !== "-o");
  if (odd !== undefined || name === undefined || more.length > 0)
    return notSimulated(context, `zfs create ${args.join(" ")}`);
  const blank: Dataset = { node: node.name, name, quota: 0, recordsize: usualRecordsize };
  const fresh = assigned(blank, assignments);
  if (typeof fresh === "string") return refused(context, `cannot create '${name}': ${fresh}`);
  if (findDataset(node.cluster, node.name, name))
    return parents ? 0 : refused(context, `cannot create '${name}': dataset already exists`);
  const parent = name.slice(0, name.lastIndexOf("/"));
  if (name.lastIndexOf("/") < 1) return refused(context, `cannot create '${name}': missing dataset name`);
  if (!findDataset(node.cluster, node.name, parent)) {
    const pool = findDataset(node.cluster, node.name, name.split("/")[0] ?? "");
    if (!pool) return refused(context, `cannot create '${name}': no such pool '${name.split("/")[0]}'`);
    if (!parents) return refused(context, `cannot create '${name}': parent does not exist`);
    const status = await create(["-p", parent], node, context);
    if (status !== 0) return status;
  }
  putDataset(node.cluster, fresh);
  await mountAt(mountpointOf(fresh), context);
  return 0;
}

async function mountAt(path: string, context: CommandContext): Promise<void> {
  const steps = path.split("/").slice(1);
  for (const end of steps.keys()) {
    const folder = `/${steps.slice(0, end + 1).join("/")}`;
    if (!context.files.find(folder)) await context.files.makeDirectory(folder);
  }
}

/** `zfs set property=value… NAME` */
function set(args: readonly string[], { cluster, name: node }: Node, context: CommandContext): number {
  const name = args.at(-1) ?? "";
  const dataset = findDataset(cluster, node, name);
  if (!dataset) return refused(context, `cannot open '${name}': dataset does not exist`);
  const changed = assigned(dataset, args.slice(0, -1));
  if (typeof changed === "string") return refused(context, `cannot set property for '${name}': ${changed}`);
  putDataset(cluster, changed);
  return 0;
}

/** @returns what is wrong with a property instead */
function assigned(dataset: Dataset, assignments: readonly string[]): Dataset | string {
  let changed = dataset;
  for (const assignment of assignments) {
    const [name = "", value = ""] = assignment.split("=");
    const bytes = value === "none" ? 0 : parseSize(value);
    if (name !== "quota" && name !== "recordsize") return `invalid property '${name}'`;
    if (bytes === undefined) return `bad numeric value '${value}'`;
    if (name === "recordsize" && (bytes < 512 || bytes > 16 * 1024 ** 2 || (bytes & (bytes - 1)) !== 0))
      return "'recordsize' must be power of 2 from 512B to 16M";
    changed = { ...changed, [name]: bytes };
  }
  return changed;
}

function refused(context: CommandContext, message: string): number {
  context.complain(message);
  return 1;
}

function notSimulated(context: CommandContext, what: string): number {
  context.notSimulated(what);
  context.complain(`${what}: not simulated`);
  return 2;
}
