/**
 * Consoles: a ticket and a port are given, and a worker waits for somebody to come. No screen is behind it, so that it waits in vain.
 * Source: vncproxy, termproxy and vncwebsocket of PVE::API2::Qemu, PVE::API2::LXC and PVE::API2::Nodes.
 */
import { isConsoleTicket, issueConsoleTicket } from "../../access/tickets.ts";
import { shownCertificate } from "../../certificates/certificate.ts";
import type { Cluster } from "../../cluster.ts";
import { guestOn } from "../../guests/guest.ts";
import { type Endpoint, endpoint } from "../../kernel/endpoint.ts";
import { PveError, refusal } from "../../kernel/error.ts";
import type { Caller } from "../../permission/caller.ts";
import { must, privileged } from "../../permission/rule.ts";
import { boolean, choice, integer, optional, string } from "../../schema/schema.ts";
import { beginTask } from "../../tasks/child.ts";
import { tasks } from "../../tasks/tasks.ts";
import { say, takes, type Work } from "../../tasks/work.ts";

/** Ports of consoles on a node. */
const [firstPort, lastPort] = [5_900, 5_999];
/** Seconds that a worker waits for somebody to come. */
const patience = 10;
/** Letters of a password that was made for a viewer. */
const passwordLength = 8;
const consoleTasks: ReadonlySet<string> = new Set(["vncproxy", "vncshell"]);
const without = "a screen: whoever comes to the port finds nobody";

interface Console {
  readonly node: string;
  /** Type and subject of its task. */
  readonly task: string;
  readonly id: string;
  /** What the caller must be let in to: `/vms/100`. */
  readonly path: string;
}

/** Gives a ticket and lets a worker wait. */
function openConsole(cluster: Cluster, caller: Caller, { node, task, id, path }: Console) {
  const user = caller.id ?? "";
  const waiting = cluster.state
    .table(tasks)
    .by("node", node)
    .filter(({ type, running }) => running && consoleTasks.has(type)).length;
  const port = Math.min(firstPort + waiting, lastPort);
  const { upid } = beginTask(cluster, { node, type: task, id, user }, waitForViewer(task));
  return { user, ticket: issueConsoleTicket(cluster, user, path), port, upid };
}

function* waitForViewer(task: string): Work {
  yield* say(`starting ${task === "vncproxy" ? "vnc" : "shell"} proxy`);
  yield* takes(patience);
  throw refusal("connection timed out");
}

const size = {
  width: optional(integer({ minimum: 16, maximum: 4096 })),
  height: optional(integer({ minimum: 16, maximum: 2160 })),
};
const websocketParameters = {
  port: integer({ minimum: firstPort, maximum: lastPort }),
  vncticket: string({ maxLength: 512 }),
};

/** @throws 401 for a ticket that is another's, or too old */
function demandTicket(cluster: Cluster, caller: Caller, ticket: string, path: string): void {
  if (!isConsoleTicket(cluster, ticket, caller.id ?? "", path)) {
    throw new PveError(401, "permission denied - invalid PVEVNC ticket");
  }
}

/** The consoles of a guest of either kind. */
export function guestConsoles(kind: "qemu" | "lxc"): Endpoint[] {
  const permission = must(privileged("/vms/{vmid}", "VM.Console"));
  const parameters =
    kind === "lxc"
      ? { ...size, websocket: optional(boolean()) }
      : { websocket: optional(boolean()), "generate-password": optional(boolean(), false) };
  const consoleOf = (at: { node: string; vmid: number }): Console => ({
    node: at.node,
    task: "vncproxy",
    id: String(at.vmid),
    path: `/vms/${at.vmid}`,
  });
  const serial = kind === "qemu" ? { serial: optional(choice("serial0", "serial1", "serial2", "serial3")) } : {};
  return [
    endpoint({
      method: "POST",
      path: `/nodes/{node}/${kind}/{vmid}/vncproxy` as const,
      permission,
      parameters,
      without,
      run({ cluster, caller, parameters: given }) {
        guestOn(cluster, kind, given);
        const password = "generate-password" in given && given["generate-password"];
        return {
          ...openConsole(cluster, caller, consoleOf(given)),
          cert: shownCertificate(cluster, given.node),
          ...(password && { password: cluster.random.hex(passwordLength) }),
        };
      },
    }),
    endpoint({
      method: "POST",
      path: `/nodes/{node}/${kind}/{vmid}/termproxy` as const,
      permission,
      parameters: serial,
      without,
      run({ cluster, caller, parameters: { node, vmid } }) {
        guestOn(cluster, kind, { node, vmid });
        return openConsole(cluster, caller, consoleOf({ node, vmid }));
      },
    }),
    endpoint({
      method: "GET",
      path: `/nodes/{node}/${kind}/{vmid}/vncwebsocket` as const,
      permission,
      parameters: websocketParameters,
      without: "the websocket itself",
      run({ cluster, caller, parameters: { port, vncticket, vmid } }) {
        demandTicket(cluster, caller, vncticket, `/vms/${vmid}`);
        return { port: String(port) };
      },
    }),
  ];
}

const shell = {
  cmd: optional(choice("ceph_install", "login", "upgrade"), "login"),
  "cmd-opts": { ...optional(string(), ""), requires: "cmd" },
};
const mayShell = must(privileged("/nodes/{node}", "Sys.Console"));

/** The shell of a node. */
const openShell = (cluster: Cluster, caller: Caller, node: string) =>
  openConsole(cluster, caller, { node, task: "vncshell", id: "", path: `/nodes/${node}` });

export const nodeConsoles: Endpoint[] = [
  endpoint({
    method: "POST",
    path: "/nodes/{node}/vncshell",
    permission: mayShell,
    parameters: { ...shell, ...size, websocket: optional(boolean()) },
    without,
    run: ({ cluster, caller, parameters: { node } }) => ({
      ...openShell(cluster, caller, node),
      cert: shownCertificate(cluster, node),
    }),
  }),
  endpoint({
    method: "POST",
    path: "/nodes/{node}/termproxy",
    permission: mayShell,
    parameters: shell,
    without,
    run: ({ cluster, caller, parameters: { node } }) => openShell(cluster, caller, node),
  }),
  endpoint({
    method: "GET",
    path: "/nodes/{node}/vncwebsocket",
    permission: mayShell,
    parameters: websocketParameters,
    without: "the websocket itself",
    run({ cluster, caller, parameters: { node, port, vncticket } }) {
      demandTicket(cluster, caller, vncticket, `/nodes/${node}`);
      return { port: String(port) };
    },
  }),
];
