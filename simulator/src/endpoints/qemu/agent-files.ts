/** Reading and writing files of the system in a machine. */
import { endpoint } from "../../kernel/endpoint.ts";
import { anyOf, must } from "../../permission/rule.ts";
import { demandAgent } from "../../qemu/agent.ts";
import { readInside, writeInside } from "../../qemu/agent-files.ts";
import { machineOn } from "../../qemu/machine.ts";
import { boolean, integer, optional, string } from "../../schema/schema.ts";

/** Bytes that are read at most. */
const most = 16 * 1024 * 1024;

export const readFile = endpoint({
  method: "GET",
  path: "/nodes/{node}/qemu/{vmid}/agent/file-read",
  permission: must(anyOf("/vms/{vmid}", "VM.GuestAgent.FileRead", "VM.GuestAgent.Unrestricted")),
  parameters: {
    file: string(),
    offset: optional(integer({ minimum: 0 }), 0),
    count: optional(integer({ minimum: 1, maximum: most }), most),
    decode: optional(boolean(), true),
  },
  without: "files that nobody wrote by file-write",
  run({ cluster, parameters: { file, offset, count, decode, ...at } }) {
    const guest = machineOn(cluster, at);
    demandAgent(cluster, guest);
    const content = readInside(cluster, guest, file);
    const read = content.subarray(offset, offset + count);
    return {
      content: read.toString(decode ? "utf8" : "base64"),
      "bytes-read": read.length,
      ...(offset + read.length < content.length && { truncated: 1 }),
    };
  },
});

export const writeFile = endpoint({
  method: "POST",
  path: "/nodes/{node}/qemu/{vmid}/agent/file-write",
  permission: must(anyOf("/vms/{vmid}", "VM.GuestAgent.FileWrite", "VM.GuestAgent.Unrestricted")),
  parameters: {
    file: string(),
    content: string({ maxLength: 60 * 1024 }),
    encode: optional(boolean(), true),
  },
  without: "folders: every one is there",
  run({ cluster, parameters: { file, content, encode, ...at } }) {
    const guest = machineOn(cluster, at);
    demandAgent(cluster, guest);
    // Without `encode` the client has done so itself.
    writeInside(cluster, guest, file, Buffer.from(content, encode ? "utf8" : "base64"));
    return null;
  },
});
