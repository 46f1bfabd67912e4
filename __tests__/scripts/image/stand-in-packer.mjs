// Stands in for Packer, QEMU and what a build may leave running: it makes no machine, and writes a disk of a few bytes.
// STAND_IN_DISK is what the disk holds, STAND_IN_MIB how often: until it has that size; STAND_IN_QCOW2 puts the header of a
// qcow2 image before that. STAND_IN_PACKER tells how a build ends: `fails`, `hangs` until it is stopped, `dies`; well unless said.
import { spawn } from "node:child_process";
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

const [command, ...rest] = process.argv.slice(2);
const name = basename(process.env.STAND_IN_NAME ?? "packer");

if (name === "qemu-system-x86_64") {
  if (command !== "--version") process.exit(1); // no KVM
  console.log("QEMU emulator version 7.2.22 (a stand-in)");
} else if (command === "version") console.log("Packer v1.6.6");
else build();

function build() {
  const variables = Object.fromEntries(
    rest.filter((word) => word.startsWith("-var=")).map((word) => word.slice("-var=".length).split(/=(.*)/s)),
  );
  const template = JSON.parse(readFileSync(join(rest.at(-1), "image.pkr.json"), "utf8"));
  const { vm_name: disk } = template.source.qemu.image;
  appendFileSync(process.env.STAND_IN_RECORD, `${JSON.stringify(variables)}\n`);
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
    machine();
    console.log("==> small.qemu.image: Waiting for SSH to become available...");
    process.on("SIGINT", () => {
      rmSync(variables.output, { recursive: true });
      process.exit(1);
    });
    setInterval(() => {}, 1000);
    return;
  }
  const content = process.env.STAND_IN_DISK ?? "a disk";
  const mebibytes = Number(process.env.STAND_IN_MIB ?? 0);
  const filled = mebibytes > 0 ? Buffer.alloc(mebibytes * 2 ** 20, content) : Buffer.from(content);
  writeFileSync(file, process.env.STAND_IN_QCOW2 ? Buffer.concat([qcow2Header(), filled]) : filled);
  console.log("==> Builds finished. The artifacts of successful builds are:");
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
