import { mkdtempSync, rmSync } from "node:fs";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ServerIdentity, serverIdentity } from "../../../simulator/src/pki/identity.ts";

/** A host that says what a test wants of it: what it answers to each path, and with what status. */
export interface Host {
  readonly endpoint: string;
  readonly identity: ServerIdentity;
  /** `METHOD path` of every request that came, in order. */
  readonly journal: string[];
  close(): Promise<void>;
}

export interface Answers {
  /** Answers by path without its query; a number and a text are a refusal. */
  readonly [path: string]: unknown | readonly [status: number, reason: string];
}

const everyPrivilege = Object.fromEntries(
  [
    "Datastore.Allocate Datastore.AllocateSpace Datastore.AllocateTemplate Datastore.Audit Pool.Allocate Pool.Audit SDN.Use Sys.AccessNetwork Sys.Audit Sys.Modify",
    "VM.Allocate VM.Audit VM.Backup VM.Clone VM.Config.CDROM VM.Config.CPU",
    "VM.Config.Cloudinit VM.Config.Disk VM.Config.HWType VM.Config.Memory VM.Config.Network VM.Config.Options",
    "VM.GuestAgent.Audit VM.Migrate VM.PowerMgmt",
  ].flatMap((line) => line.split(" ").map((privilege) => [privilege, 1])),
);

const member = (name: string, online: 0 | 1 = 1) => ({ type: "node", id: `node/${name}`, name, online });

/** What the lab of these tests finds in order. */
export const answers = {
  "/version": { version: "9.1.1", release: "9.1", repoid: "42db4a6cf33dac83" },
  "/cluster/status": [
    { type: "cluster", id: "cluster", name: "homelab", nodes: 2, quorate: 1 },
    member("asus"),
    member("forge"),
  ],
};

/** Starts it on a free port of a loopback address. `clock` is what its Date header says, milliseconds. */
export async function startHost(
  given: Answers = {},
  { lacking = [] as string[], clock = () => Date.now(), address = "127.0.0.1", identity = selfMade() } = {},
): Promise<Host> {
  const journal: string[] = [];
  const server = https.createServer({ key: identity.privateKey, cert: identity.certificate }, (request, response) => {
    const url = new URL(request.url ?? "/", "https://host");
    const path = url.pathname.replace("/api2/json", "");
    journal.push(`${request.method} ${path}`);
    response.setHeader("Date", new Date(clock()).toUTCString());
    const answer =
      ({ ...answers, ...given } as Answers)[path] ?? (path === "/access/permissions" && permissions(url, lacking));
    if (Array.isArray(answer) && typeof answer[0] === "number") {
      response.writeHead(answer[0], answer[1]).end(JSON.stringify({ data: null }));
    } else response.end(JSON.stringify({ data: answer || null }));
  });
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  return {
    endpoint: `https://${address}:${(server.address() as AddressInfo).port}`,
    identity,
    journal,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** A certificate of an authority of its own, as every Proxmox cluster makes itself one. */
export function selfMade(): ServerIdentity {
  const folder = mkdtempSync(join(tmpdir(), "strata-identity-"));
  try {
    return serverIdentity({ folder, names: [] });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** All privileges but the lacking ones, each written `VM.Clone /vms/9001`; Proxmox may also say `null` for these. */
function permissions(url: URL, lacking: readonly string[]) {
  const path = url.searchParams.get("path") ?? "/";
  const here = Object.entries(everyPrivilege).map(([name, given]) => [
    name,
    lacking.includes(`${name} ${path}`) ? null : given,
  ]);
  return { [path]: Object.fromEntries(here) };
}
