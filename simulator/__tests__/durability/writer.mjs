/**
 * A client that changes a simulator without a pause until the connection breaks, and says on its output what it sent and what
 * was answered: `sent <name> <value>`, `done <name> <value>`, one line each. A value of - means that the thing is gone.
 *
 * node writer.mjs <ready file> <number from which it counts>
 */
import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";

const [readyFile = "", first = "0"] = process.argv.slice(2);
const { endpoint, apiToken, caFile } = JSON.parse(readFileSync(readyFile, "utf8"));
const agent = new Agent({ keepAlive: true, ca: readFileSync(caFile) });
const say = (what, name, value) => process.stdout.write(`${what} ${name} ${value}\n`);

function send(method, path, body, type = "application/x-www-form-urlencoded") {
  const headers = {
    Authorization: `PVEAPIToken=${apiToken}`,
    ...(body && { "Content-Type": type, "Content-Length": Buffer.byteLength(body) }),
  };
  return new Promise((resolve, reject) => {
    const sent = request(`${endpoint}/api2/json${path}`, { method, headers, agent }, (response) => {
      let text = "";
      response.on("error", reject);
      response.on("data", (chunk) => (text += chunk));
      response.on("end", () => {
        if (response.statusCode === 200) resolve(JSON.parse(text).data);
        else reject(new Error(`${method} ${path}: ${response.statusCode} ${text}`));
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

const form = (fields) => new URLSearchParams(fields).toString();

async function task(upid) {
  for (;;) {
    const { status, exitstatus } = await send("GET", `/nodes/pve/tasks/${encodeURIComponent(upid)}/status`);
    if (status === "stopped" && exitstatus !== "OK") throw new Error(`${upid}: ${exitstatus}`);
    if (status === "stopped") return;
    await sleep(1);
  }
}

/** One change: announced, made, and told. */
async function change(name, value, work) {
  say("sent", name, value);
  await work();
  say("done", name, value);
}

/** Large enough that the log is folded now and then. */
const padding = "x".repeat(4_000);

async function writePool(count) {
  await change("pool", count, () => send("PUT", "/pools", form({ poolid: "pool", comment: `${count} ${padding}` })));
}

async function writeUser(count) {
  await change("user", count, () =>
    send("POST", "/access/users", form({ userid: "user@pve", comment: String(count) })),
  );
  await change("user", "-", () => send("DELETE", "/access/users/user@pve"));
}

async function writeMachine(count) {
  await change("machine", count, async () => {
    await task(
      await send("POST", "/nodes/pve/qemu", form({ vmid: 100, scsi0: "local-lvm:1", description: String(count) })),
    );
  });
  await change("machine", count + 1, () =>
    send("PUT", "/nodes/pve/qemu/100/config", form({ description: String(count + 1), net0: "virtio,bridge=vmbr0" })),
  );
  await change("machine", "-", async () => task(await send("DELETE", "/nodes/pve/qemu/100")));
}

/** The test makes the same of the number, to know the file again by its size and its bytes. */
const fileOf = (count) => `${count}\n`.padEnd(1_000 + (count % 1_000_000), "x");

async function writeFile(count) {
  const upload = new FormData();
  upload.append("content", "iso");
  upload.append("filename", new Blob([fileOf(count)]), "file.iso");
  const encoded = new Response(upload);
  const body = Buffer.from(await encoded.arrayBuffer());
  const type = encoded.headers.get("content-type");
  await change("file", count, async () => task(await send("POST", "/nodes/pve/storage/local/upload", body, type)));
  if (count % 3 === 0) {
    await change("file", "-", async () => {
      const upid = await send("DELETE", "/nodes/pve/storage/local/content/local:iso%2Ffile.iso");
      if (upid) await task(upid);
    });
  }
}

/** What an earlier run left half way is taken away first. */
async function clear() {
  const users = await send("GET", "/access/users");
  if (users.some(({ userid }) => userid === "user@pve")) {
    await change("user", "-", () => send("DELETE", "/access/users/user@pve"));
  }
  const machines = await send("GET", "/nodes/pve/qemu");
  if (machines.some(({ vmid }) => vmid === 100)) {
    await change("machine", "-", async () => task(await send("DELETE", "/nodes/pve/qemu/100")));
  }
}

async function withoutEnd(write) {
  for (let count = Number(first); ; count += 2) await write(count);
}

try {
  await clear();
  await Promise.all([writePool, writeUser, writeMachine, writeFile].map(withoutEnd));
} catch (error) {
  // A connection that breaks is what it waits for; an answer that is no 200 is a fault.
  if (error.code === undefined) {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
  process.exit(0);
}
