import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import type { Simulator } from "../index.ts";
import { UsageError, using } from "./failure.ts";

/** What a client needs to know, as the ready file says it. */
export type ReadyFacts = Pick<
  Simulator,
  "endpoint" | "apiToken" | "username" | "password" | "caFile" | "fingerprint" | "ssh" | "admin"
> & {
  /** Process of the simulator. */
  readonly pid: number;
};

export function facts({
  endpoint,
  apiToken,
  username,
  password,
  caFile,
  fingerprint,
  ssh,
  admin,
}: Simulator): ReadyFacts {
  return { endpoint, apiToken, username, password, caFile, fingerprint, ssh, admin, pid: process.pid };
}

/**
 * Writes the file for its owner only, and all at once: who sees it sees the whole of it.
 *
 * @returns takes it away again, unless another simulator has written its own in the meantime
 * @throws UsageError where something else stands there: moving a file onto `/dev/null` would take that from everybody
 */
export function writeReadyFile(file: string, ready: ReadyFacts): () => void {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() === false)
    throw new UsageError(`${file}: is not a file; name one that may be written and, at the end, removed`);
  const draft = `${file}.${process.pid}`;
  try {
    using(file, () => {
      writeFileSync(draft, `${JSON.stringify(ready, undefined, 2)}\n`, { mode: 0o600 });
      renameSync(draft, file);
    });
  } finally {
    rmSync(draft, { force: true });
  }
  return () => removeOwn(file);
}

function removeOwn(file: string): void {
  try {
    if ((JSON.parse(readFileSync(file, "utf8")) as ReadyFacts).pid === process.pid) rmSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

/** The same for a person at a terminal. */
export function summary(simulator: Simulator): string {
  const { ssh } = simulator;
  const lines = [
    ["Proxmox VE", simulator.endpoint],
    ["API token", simulator.apiToken],
    ["user", `${simulator.username}, password ${simulator.password}`],
    ["CA file", simulator.caFile],
    ["fingerprint", simulator.fingerprint],
    ...ssh.nodes.map((node) => [
      `ssh ${node.name}`,
      `ssh -p ${node.port} -i ${ssh.privateKeyFile} ${ssh.username}@${node.host}`,
    ]),
  ];
  return `${lines.map(([name = "", value]) => `${name.padEnd(12)} ${value}`).join("\n")}\nCtrl-C ends it.\n`;
}
