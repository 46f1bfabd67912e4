import { once } from "node:events";
import type { AddressInfo } from "node:net";
import ssh2, { type AuthContext, type Connection, type ServerChannel, type Session } from "ssh2";
import { authenticate } from "./authentication.ts";
import { commands as everyNodesCommands } from "./commands/table.ts";
import { masked, type SshEvent } from "./event.ts";
import { execute } from "./exec.ts";
import type { HostFiles } from "./files/host-files.ts";
import { userFiles } from "./files/user-files.ts";
import type { SshKeys } from "./keys.ts";
import { serveSftp } from "./sftp.ts";
import type { Command } from "./shell/system.ts";
import type { HostFacts, SshUser } from "./users.ts";

export interface SshServerOptions {
  /** Port on 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  readonly keys: Pick<SshKeys, "hostKey">;
  /** Accounts of the node, asked at each login because passwords and accounts change. */
  readonly users: () => readonly SshUser[];
  readonly host: HostFacts;
  readonly files: HostFiles;
  /** Programs beside those that every node has. */
  readonly commands: readonly Command[];
  readonly record: (event: SshEvent) => void;
  /** Asked at each connection whether it ends there, or at the login; without it nobody is turned away. */
  readonly refuses?: () => "connection" | "login" | undefined;
}

export interface SshServer {
  readonly port: number;
  /** Ends every connection and stops listening. */
  close(): Promise<void>;
}

/** The SSH side of one node: login by key or password, commands and SFTP. No command runs on the machine itself. */
export async function startSshServer(options: SshServerOptions): Promise<SshServer> {
  const connections = new Set<Connection>();
  const server = new ssh2.Server(
    { hostKeys: [options.keys.hostKey], ident: "OpenSSH_10.0p2 Debian-7" },
    (connection) => {
      connections.add(connection);
      connection.on("close", () => connections.delete(connection));
      serve(connection, options, options.refuses?.());
    },
  );
  server.listen(options.port, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const connection of connections) connection.end();
      await closed;
    },
  };
}

function serve(connection: Connection, options: SshServerOptions, refused: "connection" | "login" | undefined): void {
  const { host, record } = options;
  // A client that goes away without a word is no fault of ours.
  connection.on("error", () => {});
  if (refused === "connection") {
    record({ kind: "refused", node: host.node, user: "", detail: "connection" });
    connection.end();
    return;
  }
  let user: SshUser | undefined;
  connection.on("authentication", (context: AuthContext) => {
    const attempt = authenticate(context, refused === "login" ? [] : options.users());
    if (attempt.result === "asked") return;
    const kind = attempt.result === "accepted" ? "login" : "refused";
    if (attempt.result === "accepted") user = attempt.user;
    record({ kind, node: host.node, user: context.username, detail: attempt.how });
  });
  connection.on("session", (accept) => {
    if (user) serveSession(accept(), user, options);
  });
}

function serveSession(session: Session, user: SshUser, options: SshServerOptions): void {
  const { host, record } = options;
  const event = (kind: SshEvent["kind"], detail: string) => ({ kind, node: host.node, user: user.name, detail });
  session.on("env", (accept) => accept?.());
  session.on("pty", (accept) => accept?.());
  session.on("window-change", (accept) => accept?.());
  session.on("exec", (accept, _reject, { command }) => {
    void runExec(accept(), command, user, options);
  });
  session.on("shell", (accept) => {
    const channel = accept();
    const message = "an interactive shell is not simulated; give a command: ssh host command";
    channel.stderr.write(`${message}\r\n`);
    channel.exit(1);
    channel.end();
    record({ ...event("exec", "interactive shell"), status: 1, message });
  });
  session.on("sftp", (accept) => {
    const users = options.users();
    serveSftp(accept(), {
      files: userFiles(options.files, user.uid, user.home),
      nameOf: (uid) => users.find((known) => known.uid === uid)?.name ?? String(uid),
      record: (detail, message) => record({ ...event("sftp", detail), ...(message !== undefined && { message }) }),
    });
  });
}

async function runExec(channel: ServerChannel, line: string, user: SshUser, options: SshServerOptions): Promise<void> {
  const { host, files, record } = options;
  const commands = [...options.commands, ...everyNodesCommands];
  const event = { kind: "exec", node: host.node, user: user.name, detail: masked(line) } as const;
  try {
    const node = { host, users: options.users(), files, commands };
    const { status, notSimulated } = await execute(line, user, node, channel);
    const message = notSimulated.length > 0 ? `not simulated: ${notSimulated.join(", ")}` : undefined;
    record({ ...event, status, ...(message !== undefined && { message }) });
  } catch (error) {
    channel.stderr.write(`proxmox-simulator: ${error}\n`);
    channel.exit(255);
    channel.end();
    record({ ...event, status: 255, message: String(error) });
  }
}
