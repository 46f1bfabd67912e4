// Stands in for Packer, QEMU and what a build may leave running: it makes no machine, and writes a disk of a few bytes.
// STAND_IN_DISK is what the disk holds, STAND_IN_MIB how often: until it has that size; STAND_IN_QCOW2 puts the header of a
// qcow2 image before that. STAND_IN_PACKER tells how a build ends: `fails`, `hangs` until it is stopped, `dies`; well unless said.
// STAND_IN_VERSION is what it says it is. Told to build on a host, it makes a machine there by the API and a template of it.
import { spawn } from "node:child_process";
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import https from "node:https";
import { basename, join } from "node:path";

const [command, ...rest] = process.argv.slice(2);
const name = basename(process.env.STAND_IN_NAME ?? "packer");

if (name === "qemu-system-x86_64") {
  if (command !== "--version") process.exit(1); // no KVM
  console.log("QEMU emulator version 7.2.22 (a stand-in)");
} else if (command === "version") console.log(`Packer v${process.env.STAND_IN_VERSION ?? "1.6.6"}`);
else if (command === "build") {
  const variables = Object.fromEntries(
    rest.filter((word) => word.startsWith("-var=")).map((word) => word.slice("-var=".length).split(/=(.*)/s)),
  );
  const { source } = JSON.parse(readFileSync(join(rest.at(-1), "image.pkr.json"), "utf8"));
  appendFileSync(process.env.STAND_IN_RECORD, `${JSON.stringify(variables)}\n`);
  if (source.qemu) build(variables, source.qemu.image.vm_name);
  else await buildOnHost(variables);
}

function build(variables, disk) {
  mkdirSync(variables.output);
  console.log("==> small.qemu.image: Starting VM, booting disk image");
  const file = join(variables.output, disk);
  writeFileSync(file, "half a disk");
  const mode = process.env.STAND_IN_PACKER;
  if (mode === "fails") {
    console.log("==> small.qemu.image: Provisioning with shell script: cleanup.sh");
    console.log("Build 'small.qemu.image' errored after 2 seconds: Script exited with non-zero exit status: 1.");
    process.exit(1);
  }
  if (mode === "dies") {
    machine();
    process.kill(process.pid, "SIGKILL");
  }
  if (mode === "hangs") {
    process.on("SIGTERM", () => {
      rmSync(variables.output, { recursive: true });
      process.exit(1);
    });
    machine();
    console.log("==> small.qemu.image: Waiting for SSH to become available...");
    setInterval(() => {}, 1000);
    return;
  }
  const content = process.env.STAND_IN_DISK ?? "a disk";
  const mebibytes = Number(process.env.STAND_IN_MIB ?? 0);
  const filled = mebibytes > 0 ? Buffer.alloc(mebibytes * 2 ** 20, content) : Buffer.from(content);
  writeFileSync(file, process.env.STAND_IN_QCOW2 ? Buffer.concat([qcow2Header(), filled]) : filled);
  console.log("==> Builds finished. The artifacts of successful builds are:");
}

/** Makes a machine, works in it for as long as a test needs to look, and makes a template of it. */
async function buildOnHost({ proxmox_url: api, node, vm_id: vmid, vm_name: name, template_name, proxmox_username }) {
  const authorization = `PVEAPIToken=${proxmox_username}=${process.env.PKR_VAR_proxmox_token}`;
  const task = async (path, form = {}) => {
    const { status, reason, data } = await post(`${api}/nodes/${node}${path}`, form, authorization);
    if (status !== 200) {
      console.log(`Build 'proxmox-iso.image' errored after 1 second: Error creating VM: ${reason}`);
      process.exit(1);
    }
    const upid = encodeURIComponent(data);
    const running = async () =>
      (await post(`${api}/nodes/${node}/tasks/${upid}/status`, undefined, authorization)).data.status === "running";
    while (await running()) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  console.log("==> proxmox-iso.image: Creating VM");
  await task("/qemu", { vmid, name, description: "Packer ephemeral build VM" });
  console.log("==> proxmox-iso.image: Starting VM");
  await task(`/qemu/${vmid}/status/start`);
  if (process.env.STAND_IN_PACKER === "dies") process.kill(process.pid, "SIGKILL");
  if (process.env.STAND_IN_PACKER === "hangs") return setTimeout(() => {}, 20_000);
  await task(`/qemu/${vmid}/status/stop`);
  await task(`/qemu/${vmid}/template`);
  await task(`/qemu/${vmid}/config`, { name: template_name, description: "Built by Strata" });
}

/** @param form absent: a question */
function post(url, form, authorization) {
  const ca = readFileSync(process.env.SSL_CERT_FILE);
  const headers = { authorization, ...(form && { "content-type": "application/x-www-form-urlencoded" }) };
  return new Promise((resolve, reject) => {
    const asked = https.request(url, { method: form ? "POST" : "GET", ca, headers }, (response) => {
      let text = "";
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () => {
        const { statusCode: status, statusMessage: reason } = response;
        resolve({ status, reason, data: text.startsWith("{") ? JSON.parse(text).data : undefined });
      });
    });
    asked.on("error", reject);
    asked.end(form && new URLSearchParams(form).toString());
  });
}

/** As QEMU's docs/interop/qcow2.txt has it: version 3, no backing file, clusters of 64 KiB, 4 MiB to be seen. */
function qcow2Header() {
  const header = Buffer.alloc(104);
  header.write("QFI\xfb", "latin1");
  header.writeUInt32BE(3, 4);
  header.writeUInt32BE(16, 20);
  header.writeBigUInt64BE(BigInt(4 * 2 ** 20), 24);
  header.writeUInt32BE(4, 96);
  header.writeUInt32BE(104, 100);
  return header;
}

/** What a build starts in a session of its own. Its number is told, so that a test can look whether it lives. */
function machine() {
  const child = spawn("sleep", ["120"], { detached: true, stdio: "ignore" });
  appendFileSync(`${process.env.STAND_IN_RECORD}.machines`, `${child.pid}\n`);
}
