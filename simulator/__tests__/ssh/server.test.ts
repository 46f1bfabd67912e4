import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import ssh2, { type ConnectConfig, type SFTPWrapper } from "ssh2";
import type { SshEvent } from "../../src/ssh/event.ts";
import { keyFingerprint, newKeyPair, sshKeys } from "../../src/ssh/keys.ts";
import { type SshServer, startSshServer } from "../../src/ssh/server.ts";
import { host, nodeFiles, root, snippets, terraform } from "./node.ts";

const folder = mkdtempSync(join(tmpdir(), "ssh-"));
const keys = sshKeys(folder);
const storage = snippets();
const events: SshEvent[] = [];
let server: SshServer;

beforeAll(async () => {
  server = await startSshServer({
    port: 0,
    keys,
    host,
    users: () => [
      { ...root, publicKeys: [keys.clientPublicKey], checksPassword: (password) => password === "right" },
      terraform,
    ],
    files: nodeFiles(new Map([["/var/lib/vz/snippets", storage]])),
    commands: [],
    record: (event) => events.push(event),
  });
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const byKey = () => ({ username: "root", privateKey: readFileSync(keys.clientPrivateKeyFile) });

async function connected<T>(work: (client: ssh2.Client) => Promise<T>, login: ConnectConfig = byKey()): Promise<T> {
  const client = new ssh2.Client();
  client.connect({ host: "127.0.0.1", port: server.port, ...login });
  await once(client, "ready");
  try {
    return await work(client);
  } finally {
    client.end();
  }
}

function exec(client: ssh2.Client, line: string, stdin = ""): Promise<{ status: number; out: string; err: string }> {
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

/** One SFTP call as a promise. */
function sftp<T>(client: ssh2.Client, call: (sftp: SFTPWrapper, done: (error: unknown, value?: T) => void) => void) {
  return new Promise<T>((resolve, reject) => {
    client.sftp((fault, session) => {
      if (fault) return reject(fault);
      call(session, (error, value) => (error ? reject(error) : resolve(value as T)));
    });
  });
}

describe("login", () => {
  test("by the key in the key file, against the published host key", async () => {
    let seen = "";
    const hostVerifier = (key: Buffer) => {
      seen = keyFingerprint(key);
      return true;
    };
    expect(await connected((client) => exec(client, "whoami"), { ...byKey(), hostVerifier })).toMatchObject({
      out: "root\n",
    });
    expect(seen).toBe(keys.hostFingerprint);
    expect(events.find((event) => event.kind === "login")).toEqual({
      kind: "login",
      node: "pve",
      user: "root",
      detail: expect.stringMatching(/^publickey SHA256:/),
    });
  });

  test("by password", async () => {
    const login = { username: "root", password: "right" };
    expect(await connected((client) => exec(client, "id -u"), login)).toMatchObject({ out: "0\n" });
  });

  test.each([
    ["a wrong password", { username: "root", password: "wrong" }],
    ["a strange key", { username: "root", privateKey: newKeyPair("strange").privateKey }],
    ["a user who has neither", { username: "terraform", password: "" }],
    ["a user who is not there", { username: "nobody", password: "right" }],
  ])("is refused to %s", async (_name, login) => {
    const before = events.length;
    await expect(connected(async () => {}, login)).rejects.toThrow("All configured authentication methods failed");
    expect(events.slice(before)).toContainEqual(expect.objectContaining({ kind: "refused", user: login.username }));
  });
});

describe("a command", () => {
  test("gives its output, its errors and its status", async () => {
    const result = await connected((client) => exec(client, "echo a; cat /none; exit 3"));
    expect(result).toEqual({ status: 3, out: "a\n", err: "cat: /none: No such file or directory\n" });
  });

  test("that is not simulated ends with 127 and says so in the journal", async () => {
    expect(await connected((client) => exec(client, "zpool status"))).toMatchObject({ status: 127 });
    expect(events.at(-1)).toEqual({
      kind: "exec",
      node: "pve",
      user: "root",
      detail: "zpool status",
      status: 127,
      message: "not simulated: command zpool",
    });
  });

  test("never touches the machine the simulator runs on", async () => {
    const file = join(folder, "touched");
    expect(await connected((client) => exec(client, `echo a > ${file}`))).toMatchObject({ status: 1 });
    expect(() => statSync(file)).toThrow("ENOENT");
  });

  test("keeps its secrets out of the journal", async () => {
    await connected((client) => exec(client, "echo --password geheim 'token=ab c'; export PASSWORD=geheim"));
    expect(events.at(-1)?.detail).toBe("echo --password *** 'token=*** c'; export PASSWORD=***");
  });

  test("runs beside others", async () => {
    const lines = Array.from({ length: 8 }, (_, index) => `echo ${index}; cat`);
    const results = await connected((client) => Promise.all(lines.map((line) => exec(client, line, "x"))));
    expect(results.map(({ out }) => out)).toEqual(lines.map((_, index) => `${index}\nx`));
  });

  test("that a client leaves in the middle keeps what came so far, as on a real node", async () => {
    await connected(
      (client) =>
        new Promise<void>((resolve, reject) => {
          client.exec("tee /var/lib/vz/snippets/half", (error, channel) => {
            if (error) return reject(error);
            channel.write("half", () => setTimeout(resolve, 50));
          });
        }),
    );
    while (!events.at(-1)?.detail.startsWith("tee")) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(storage.held.get("half")?.content.toString()).toBe("half");
  });
});

test("there is no interactive shell, and the client is told", async () => {
  const told = await connected(
    (client) =>
      new Promise<string>((resolve, reject) => {
        client.shell((error, channel) => {
          if (error) return reject(error);
          let text = "";
          channel.stderr.on("data", (chunk: Buffer) => (text += chunk));
          channel.on("close", () => resolve(text)).resume();
        });
      }),
  );
  expect(told).toContain("an interactive shell is not simulated");
});

describe("SFTP", () => {
  const name = "/var/lib/vz/snippets/user.yaml";

  test("a file that tee wrote has the size that was sent", async () => {
    const size = await connected(async (client) => {
      await exec(client, `/usr/bin/tee ${name}`, "hostname: gitea\n");
      return sftp<{ size: number }>(client, (session, done) => session.stat(name, done));
    });
    expect(size).toMatchObject({ size: 16 });
    expect(storage.held.get("user.yaml")?.content.toString()).toBe("hostname: gitea\n");
  });

  test("a megabyte goes up and comes back the same", async () => {
    const content = Buffer.from(Array.from({ length: 1_000_003 }, (_, index) => index * 31));
    await connected(async (client) => {
      await sftp<void>(client, (session, done) => session.writeFile("/root/big", content, done));
      const back = await sftp<Buffer>(client, (session, done) => session.readFile("/root/big", done));
      expect(back.equals(content)).toBe(true);
    });
  });

  test("what was added stands behind what was there", async () => {
    await connected(async (client) => {
      await sftp<void>(client, (session, done) => session.writeFile("/root/log", "a", done));
      await sftp<void>(client, (session, done) => session.appendFile("/root/log", "b", done));
      expect(await exec(client, "cat /root/log")).toMatchObject({ out: "ab" });
    });
  });

  test("directories are made, listed, and removed when empty", async () => {
    await connected(async (client) => {
      await sftp<void>(client, (session, done) => session.mkdir("/tmp/d", done));
      await sftp<void>(client, (session, done) => session.writeFile("/tmp/d/f", "x", done));
      const names = await sftp<{ filename: string }[]>(client, (session, done) => session.readdir("/tmp/d", done));
      expect(names.map(({ filename }) => filename)).toEqual(["f"]);
      await expect(sftp<void>(client, (session, done) => session.rmdir("/tmp/d", done))).rejects.toThrow(
        "Directory not empty",
      );
      await sftp<void>(client, (session, done) => session.unlink("/tmp/d/f", done));
      await sftp<void>(client, (session, done) => session.rmdir("/tmp/d", done));
    });
  });

  test("a file moves, its bits change, and a name that is taken stays", async () => {
    await connected(async (client) => {
      await sftp<void>(client, (session, done) => session.writeFile("/tmp/a", "x", done));
      await sftp<void>(client, (session, done) => session.chmod("/tmp/a", 0o600, done));
      await sftp<void>(client, (session, done) => session.rename("/tmp/a", name.replace("user", "moved"), done));
      expect(storage.held.get("moved.yaml")).toMatchObject({ size: 1 });
      await sftp<void>(client, (session, done) => session.writeFile("/tmp/a", "y", done));
      await expect(
        sftp<void>(client, (session, done) => session.rename("/tmp/a", name.replace("user", "moved"), done)),
      ).rejects.toThrow("File exists");
    });
  });

  test("relative paths start at home", async () => {
    const path = await connected((client) =>
      sftp<string>(client, (session, done) => session.realpath("../tmp/./x", done)),
    );
    expect(path).toBe("/tmp/x");
  });

  test("what is missing or refused is answered as such", async () => {
    await connected(async (client) => {
      const missing = sftp<unknown>(client, (session, done) => session.stat("/none", done));
      await expect(missing).rejects.toMatchObject({ code: 2, message: "No such file or directory" });
      const refused = sftp<void>(client, (session, done) => session.mkdir("/var/lib/vz/snippets/d", done));
      await expect(refused).rejects.toMatchObject({ code: 3 });
    });
  });
});

describe("keys", () => {
  test("are kept and used again, private halves for their owner only", () => {
    expect(sshKeys(folder)).toEqual(keys);
    for (const file of ["ssh_host_ed25519_key", "id_ed25519"]) {
      expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    }
  });

  test("can be read whatever their octets", () => {
    const readable = Array.from({ length: 1000 }, () => newKeyPair("round")).filter(({ privateKey, publicKey }) => {
      const [secret, open] = [ssh2.utils.parseKey(privateKey), ssh2.utils.parseKey(publicKey)];
      return !(secret instanceof Error || open instanceof Error) && open.verify("text", secret.sign("text")) === true;
    });
    expect(readable).toHaveLength(1000);
  });
});
