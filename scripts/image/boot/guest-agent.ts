import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";

/** Milliseconds until a call that was not answered is given up. An agent that is not up yet reads nothing. */
const patience = 5_000;

/**
 * Asks the guest agent over the socket that QEMU gives it, as Proxmox does (QEMU, "QEMU Guest Agent Protocol Reference").
 * @param path the socket
 * @throws Error when nobody answers in time, or the agent refuses
 */
export async function askAgent(path: string, command: string, parameters?: object): Promise<unknown> {
  const socket = connect(path);
  try {
    await once(socket, "connect");
    const id = Math.floor(Math.random() * 2 ** 31);
    // What an earlier caller left unread comes first: from the answer with this number on, answers are ours.
    await call(socket, "guest-sync", { id }, (answer) => answer.return === id);
    const answer = await call(socket, command, parameters, () => true);
    if (answer.error) throw new Error(`the guest agent refuses ${command}: ${answer.error.desc}`);
    return answer.return;
  } finally {
    socket.destroy();
  }
}

/** Tells the agent to power the machine off; a machine that does so answers nothing. */
export async function powerOff(path: string): Promise<void> {
  const socket = connect(path);
  await once(socket, "connect");
  socket.end(`${JSON.stringify({ execute: "guest-shutdown" })}\n`);
  await once(socket, "close");
}

interface Answer {
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
}

async function call(
  socket: Socket,
  execute: string,
  parameters: object | undefined,
  isOurs: (answer: Answer) => boolean,
): Promise<Answer> {
  const lines = createInterface({ input: socket });
  const late = setTimeout(() => lines.close(), patience);
  try {
    socket.write(`${JSON.stringify({ execute, ...(parameters && { arguments: parameters }) })}\n`);
    for await (const line of lines) {
      const answer = JSON.parse(line) as Answer;
      if (isOurs(answer)) return answer;
    }
    throw new Error(`the guest agent did not answer ${execute} within ${patience / 1000} s`);
  } finally {
    clearTimeout(late);
    lines.close();
  }
}
