/**
 * A client in a process of its own, which asks over kept TLS connections as fast as it is answered. It reads no more of an
 * answer than its status and its length, so that what is measured is the server.
 */
import { readFileSync } from "node:fs";
import { connect, type TLSSocket } from "node:tls";

/** One request; `#` in its body becomes another number each time. */
export interface Question {
  readonly method: "GET" | "PUT" | "POST";
  readonly path: string;
  readonly body?: string;
}

/** What the client is told to do. */
export interface Order {
  readonly port: number;
  /** File of the authority that signed the server's certificate. */
  readonly caFile: string;
  readonly authorization: string;
  readonly connections: number;
  /** Asked in turn, over and over. */
  readonly questions: readonly Question[];
  /** How many to ask in all. */
  readonly requests: number;
}

process.on("message", async (order: Order) => {
  const sockets = await Promise.all(Array.from({ length: order.connections }, () => open(order)));
  const numbers = Array.from({ length: order.requests }).keys();
  await Promise.all(sockets.map((socket) => converse(socket, order, numbers)));
  for (const socket of sockets) socket.destroy();
  process.send?.("answered");
});

function open({ port, caFile }: Order): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", ca: readFileSync(caFile) }, () => resolve(socket));
    socket.once("error", reject);
    socket.setNoDelay();
  });
}

/** Asks the next question as soon as the one before is answered; ends when the numbers do. */
function converse(socket: TLSSocket, order: Order, numbers: Iterator<number>): Promise<void> {
  return new Promise((resolve, reject) => {
    let answer: Buffer = Buffer.alloc(0);
    const ask = () => {
      const { done, value } = numbers.next();
      if (done) resolve();
      else socket.write(requestText(order, value));
    };
    socket.on("data", (chunk: Buffer) => {
      answer = answer.length === 0 ? chunk : Buffer.concat([answer, chunk]);
      const head = answer.indexOf("\r\n\r\n");
      if (head < 0) return;
      const text = answer.toString("latin1", 0, head);
      if (!text.startsWith("HTTP/1.1 200")) return reject(new Error(text.split("\r\n")[0]));
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1]);
      if (answer.length < head + 4 + length) return;
      answer = Buffer.alloc(0);
      ask();
    });
    socket.once("close", () => reject(new Error("the server ended the connection")));
    ask();
  });
}

function requestText({ questions, authorization }: Order, number: number): string {
  const { method, path, body } = questions[number % questions.length] as Question;
  const head = `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: ${authorization}\r\n`;
  if (body === undefined) return `${head}\r\n`;
  const form = body.replace("#", String(number));
  return `${head}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${form.length}\r\n\r\n${form}`;
}
