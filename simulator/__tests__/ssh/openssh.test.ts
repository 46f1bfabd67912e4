import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { sshKeys } from "../../src/ssh/keys.ts";
import { type SshServer, startSshServer } from "../../src/ssh/server.ts";
import { host, nodeFiles, root, snippets } from "./node.ts";

const present = (program: string) => spawnSync(program, ["-?"]).error === undefined;
const withOpenSsh = ["ssh", "sftp", "scp"].every(present) ? describe : describe.skip;

withOpenSsh("OpenSSH's own clients (skipped where ssh, sftp and scp are not installed)", () => {
  const folder = mkdtempSync(join(tmpdir(), "openssh-"));
  const keys = sshKeys(folder);
  const storage = snippets();
  let server: SshServer;
  let options: string[];

  beforeAll(async () => {
    server = await startSshServer({
      port: 0,
      keys,
      host,
      users: () => [{ ...root, publicKeys: [keys.clientPublicKey] }],
      files: nodeFiles(new Map([["/var/lib/vz/snippets", storage]])),
      commands: [],
      record: () => {},
    });
    const knownHosts = join(folder, "known_hosts");
    const hostKey = readFileSync(join(folder, "ssh_host_ed25519_key.pub"), "utf8");
    writeFileSync(knownHosts, `[127.0.0.1]:${server.port} ${hostKey}`);
    const settings = [
      `UserKnownHostsFile=${knownHosts}`,
      "GlobalKnownHostsFile=/dev/null",
      "StrictHostKeyChecking=yes",
      "BatchMode=yes",
      "IdentitiesOnly=yes",
      `IdentityFile=${keys.clientPrivateKeyFile}`,
    ];
    options = ["-F", "/dev/null", ...settings.flatMap((setting) => ["-o", setting])];
  });

  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  function start(program: string, args: string[], stdin = ""): Promise<{ status: unknown; out: string; err: string }> {
    return new Promise((resolve) => {
      const child = execFile(program, [...options, ...args], { timeout: 60_000 }, (error, out, err) =>
        resolve({ status: error ? error.code : 0, out, err }),
      );
      child.stdin?.end(stdin);
    });
  }

  const ssh = (command: string, stdin = "") =>
    start("ssh", ["-p", String(server.port), "root@127.0.0.1", command], stdin);

  test("ssh knows the host key, logs in by key and runs a command", async () => {
    expect(await ssh("pveversion")).toEqual({
      status: 0,
      out: "pve-manager/9.1.1/42db4a6cf33dac83 (running kernel: 6.17.2-1-pve)\n",
      err: "",
    });
  });

  test("ssh passes input, errors and status", async () => {
    expect(await ssh("tee /var/lib/vz/snippets/a.yaml >/dev/null; cat /none; exit 7", "a: 1\n")).toEqual({
      status: 7,
      out: "",
      err: "cat: /none: No such file or directory\n",
    });
    expect(storage.held.get("a.yaml")?.content.toString()).toBe("a: 1\n");
  });

  test("sftp puts, lists, gets and removes", async () => {
    const [local, back] = [join(folder, "local"), join(folder, "back")];
    writeFileSync(local, "content");
    const batch = [
      "cd /var/lib/vz/snippets",
      `put ${local} b.yaml`,
      "ls -l",
      "rename b.yaml c.yaml",
      `get c.yaml ${back}`,
      "rm c.yaml",
      "mkdir /tmp/d",
      "chmod 700 /tmp/d",
      "rmdir /tmp/d",
    ];
    const result = await start("sftp", ["-P", String(server.port), "-b", "-", "root@127.0.0.1"], batch.join("\n"));
    expect(result).toMatchObject({
      status: 0,
      err: "",
      out: expect.stringMatching(/-rw-r--r-- +1 root +root +7 .* b\.yaml/),
    });
    expect(readFileSync(back, "utf8")).toBe("content");
    expect([...storage.held.keys()].sort()).toEqual(["a.yaml"]);
  });

  test("scp copies there and back", async () => {
    const [local, back] = [join(folder, "local"), join(folder, "again")];
    const remote = "root@127.0.0.1:/var/lib/vz/snippets/d.yaml";
    writeFileSync(local, "copied");
    const port = ["-P", String(server.port)];
    expect(await start("scp", [...port, local, remote])).toEqual({ status: 0, out: "", err: "" });
    expect(storage.held.get("d.yaml")?.content.toString()).toBe("copied");
    expect(await start("scp", [...port, remote, back])).toMatchObject({ status: 0 });
    expect(readFileSync(back, "utf8")).toBe("copied");
  });
});
