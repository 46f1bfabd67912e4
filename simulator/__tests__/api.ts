/** A client for tests: it asks, and tells status, reason and body. */
import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { type Simulator, type SimulatorOptions, startSimulator } from "../src/index.ts";

export interface Reply {
  readonly status: number;
  /** The reason phrase of the status line. */
  readonly reason: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
  readonly data: any;
  readonly message?: string;
  readonly errors?: Record<string, string>;
}

type Fields = Readonly<Record<string, string | number | readonly string[]>>;

/** What a client needs to know of a simulator, in this process or another. */
export type Reached = Pick<Simulator, "url" | "apiToken" | "caFile">;

export class Api {
  readonly #simulator: Reached;
  readonly #agent: Agent;
  readonly #headers: Readonly<Record<string, string>>;

  /** @param headers how it authenticates. Default: root's API token */
  constructor(simulator: Reached, headers?: Readonly<Record<string, string>>) {
    this.#simulator = simulator;
    this.#agent = new Agent({ keepAlive: true, ca: readFileSync(simulator.caFile) });
    this.#headers = headers ?? { Authorization: `PVEAPIToken=${simulator.apiToken}` };
  }

  get = (path: string): Promise<Reply> => this.send("GET", path);
  post = (path: string, fields: Fields = {}): Promise<Reply> => this.send("POST", path, fields);
  put = (path: string, fields: Fields = {}): Promise<Reply> => this.send("PUT", path, fields);
  delete = (path: string): Promise<Reply> => this.send("DELETE", path);

  send(
    method: string,
    path: string,
    fields?: Fields | Buffer,
    type = "application/x-www-form-urlencoded",
  ): Promise<Reply> {
    const body = Buffer.isBuffer(fields) ? fields : fields && formOf(fields);
    const headers = {
      ...this.#headers,
      ...(body && {
        "Content-Type": type,
        "Content-Length": String(Buffer.byteLength(body)),
      }),
    };
    return new Promise((resolve, reject) => {
      const sent = request(this.#simulator.url + path, { method, headers, agent: this.#agent }, (response) => {
        let text = "";
        response.on("error", reject);
        response.on("data", (chunk) => {
          text += chunk;
        });
        response.on("end", () => {
          const answer = text.startsWith("{") ? JSON.parse(text) : { data: null, message: text };
          resolve({ status: response.statusCode ?? 0, reason: response.statusMessage ?? "", ...answer });
        });
      });
      sent.on("error", reject);
      sent.end(body);
    });
  }

  /** Uploads a file and tells how the task ended. @throws Error with the answer when no task is started */
  async upload(path: string, fields: Fields, file: { name: string; content: Buffer }): Promise<string> {
    const form = new FormData();
    for (const [key, value] of Object.entries(fields)) form.append(key, String(value));
    form.append("filename", new Blob([new Uint8Array(file.content)]), file.name);
    const encoded = new Response(form);
    const body = Buffer.from(await encoded.arrayBuffer());
    const reply = await this.send("POST", path, body, encoded.headers.get("content-type") ?? "");
    if (typeof reply.data !== "string") throw new Error(JSON.stringify(reply));
    return this.ended(reply.data);
  }

  /** Sends a call that starts a task, waits for its end and tells how it ended. */
  async task(method: "POST" | "PUT" | "DELETE", path: string, fields: Fields = {}): Promise<string> {
    const reply = await this.send(method, path, method === "DELETE" ? undefined : fields);
    if (typeof reply.data !== "string") throw new Error(`${method} ${path}: ${reply.status} ${JSON.stringify(reply)}`);
    return this.ended(reply.data);
  }

  /** Waits for a task's end. @returns its exit status */
  async ended(upid: string): Promise<string> {
    const node = upid.split(":")[1];
    for (let poll = 0; poll < 500; poll += 1) {
      const { data } = await this.get(`/nodes/${node}/tasks/${encodeURIComponent(upid)}/status`);
      if (data.status === "stopped") return data.exitstatus;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`${upid} does not end`);
  }

  close(): void {
    this.#agent.destroy();
  }
}

function formOf(fields: Fields): string {
  const form = new URLSearchParams();
  for (const [key, value] of Object.entries(fields)) {
    for (const item of Array.isArray(value) ? value : [value]) form.append(key, String(item));
  }
  return form.toString();
}

/** Runs something against a simulator of its own, in which work takes no time. */
export async function withSimulator<T>(
  work: (api: Api, simulator: Simulator) => Promise<T>,
  options: SimulatorOptions = {},
): Promise<T> {
  const simulator = await startSimulator({ timeScale: 0, seed: "test", ...options });
  const api = new Api(simulator);
  try {
    return await work(api, simulator);
  } finally {
    api.close();
    await simulator.close();
  }
}
