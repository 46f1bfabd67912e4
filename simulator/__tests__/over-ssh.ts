/** A shell on a simulated node for tests: a line in, what came of it out. */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import ssh2, { type ConnectConfig } from "ssh2";
import type { Simulator } from "../src/index.ts";

export interface Outcome {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

export type Run = (line: string, stdin?: string) => Promise<Outcome>;

/** @param login default: root by key on the first node */
export async function withShell<T>(
  { ssh }: Simulator,
  work: (run: Run) => Promise<T>,
  login: ConnectConfig = {},
): Promise<T> {
  const client = new ssh2.Client();
  const byKey = login.password === undefined ? { privateKey: readFileSync(ssh.privateKeyFile) } : {};
  client.connect({ host: ssh.host, port: ssh.port, username: ssh.username, ...byKey, ...login });
  await Promise.race([
    once(client, "ready"),
    once(client, "close").then(() => Promise.reject(new Error("not let in"))),
  ]);
  try {
    return await work((line, stdin = "") => execute(client, line, stdin));
  } finally {
    client.end();
  }
}

function execute(client: ssh2.Client, line: string, stdin: string): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    client.exec(line, (error, channel) => {
      if (error) return reject(error);
      const text = { out: "", err: "" };
      channel.on("data", (chunk: Buffer) => (text.out += chunk));
      channel.stderr.on("data", (chunk: Buffer) => (text.err += chunk));
      channel.on("close", (status: number) => resolve({ status, ...text }));
      channel.end(stdin);
    });
  });
}
