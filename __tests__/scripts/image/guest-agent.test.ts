import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { askAgent } from "../../../scripts/image/boot/guest-agent.ts";

interface Call {
  readonly execute: string;
  readonly arguments?: { readonly id: number };
}

let folder: string;
let server: Server;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "agent-"));
});
afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** An agent that answers each call as it is told to. @returns the path of its socket */
async function agent(answer: (call: Call, socket: Socket) => void): Promise<string> {
  const path = join(folder, "socket");
  server = createServer((socket) => {
    createInterface({ input: socket }).on("line", (line) => answer(JSON.parse(line), socket));
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return path;
}

const sync = ({ execute, arguments: given }: Call, socket: Socket): boolean => {
  if (execute === "guest-sync") socket.write(`{"return": 1}\n{"return": ${given?.id}}\n`);
  return execute === "guest-sync";
};

test("answers that an earlier caller left are passed over", async () => {
  const path = await agent((call, socket) => sync(call, socket) || socket.write('{"return": {"host-name": "ada"}}\n'));
  expect(await askAgent(path, "guest-get-host-name")).toEqual({ "host-name": "ada" });
});

test("a refusal is told in the agent's words", async () => {
  const error = '{"error": {"class": "CommandNotFound", "desc": "The command guest-fly has not been found"}}\n';
  const path = await agent((call, socket) => sync(call, socket) || socket.write(error));
  await expect(askAgent(path, "guest-fly")).rejects.toThrow(
    "the guest agent refuses guest-fly: The command guest-fly has not been found",
  );
});

test("an agent that is not there is given up", async () => {
  await expect(askAgent(join(folder, "none"), "guest-ping")).rejects.toThrow("ENOENT");
  const path = await agent(() => {});
  await expect(askAgent(path, "guest-ping")).rejects.toThrow("the guest agent did not answer guest-sync within 5 s");
}, 15_000);
