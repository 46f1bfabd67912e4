import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, createServer, type TLSSocket } from "node:tls";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type ServerIdentity, serverIdentity } from "../../src/pki/identity.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pki-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const identity = (...names: string[]) => serverIdentity({ folder, names });

/** Shakes hands with a server that shows `identity`, as a client that asks for `servername` and trusts `ca`. */
async function handshake(identity: ServerIdentity, servername: string, ca = identity.ca): Promise<TLSSocket> {
  const server = createServer({ cert: identity.certificate, key: identity.privateKey }, (socket) => socket.end());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const socket = connect({ port, host: "127.0.0.1", servername, ca });
  try {
    await once(socket, "secureConnect");
    return socket;
  } finally {
    server.close();
    socket.on("error", () => {}).end();
  }
}

describe("a client that trusts the authority", () => {
  test.each(["localhost", "pve", "node.home.lab"])("accepts the server as %s", async (name) => {
    const socket = await handshake(identity("pve", "node.home.lab"), name);
    expect(socket.authorized).toBe(true);
  });

  test("refuses it under a name that was not asked for", async () => {
    await expect(handshake(identity("pve"), "elsewhere")).rejects.toThrow(/altnames/);
  });

  test("refuses another simulator's server", async () => {
    const stranger = mkdtempSync(join(tmpdir(), "pki-"));
    try {
      const other = serverIdentity({ folder: stranger, names: [] });
      await expect(handshake(identity(), "localhost", other.ca)).rejects.toThrow(/unable to verify/);
    } finally {
      rmSync(stranger, { recursive: true });
    }
  });

  test("sees the fingerprint that was published", async () => {
    const made = identity();
    const seen = (await handshake(made, "localhost")).getPeerX509Certificate();
    expect(made.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    expect(seen?.fingerprint256).toBe(made.fingerprint);
  });
});

test("the server's certificate names the loopback and every address asked for", () => {
  const { subjectAltName } = new X509Certificate(identity("192.168.88.10", "fd00::10").certificate);
  expect(subjectAltName).toBe(
    "DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, IP Address:192.168.88.10, IP Address:FD00:0:0:0:0:0:0:10",
  );
});

test("the authority may sign and the server may not", () => {
  const { ca, certificate } = identity();
  expect(new X509Certificate(ca).ca).toBe(true);
  expect(new X509Certificate(certificate).ca).toBe(false);
});

test("keys are readable by their owner only", () => {
  identity();
  for (const key of ["ca.key", "server.key"]) expect(statSync(join(folder, key)).mode & 0o777).toBe(0o600);
});

describe("an identity that was kept", () => {
  test("is used again", () => {
    expect(identity("pve")).toEqual(identity("pve"));
  });

  test("gets a new server certificate of the same authority when a name is missing", () => {
    const before = identity("pve");
    const after = identity("pve", "second");
    expect(after.ca).toBe(before.ca);
    expect(after.fingerprint).not.toBe(before.fingerprint);
  });

  test("gets a new server certificate when its authority was replaced", () => {
    const before = identity();
    rmSync(join(folder, "ca.pem"));
    const after = identity();
    expect(new X509Certificate(after.certificate).verify(new X509Certificate(after.ca).publicKey)).toBe(true);
    expect(after.fingerprint).not.toBe(before.fingerprint);
    expect(readFileSync(after.caFile, "utf8")).toBe(after.ca);
  });

  test("says which file is broken and what to do", () => {
    identity();
    writeFileSync(join(folder, "server.pem"), "nonsense");
    expect(() => identity()).toThrow(
      `${join(folder, "server.pem")}: it or its key cannot be read; remove both and they are made anew`,
    );
  });
});
