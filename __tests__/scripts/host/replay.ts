import { readFileSync } from "node:fs";
import https from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { type Simulator, startSimulator, type World } from "../../../simulator/src/index.ts";

/** A request as a journal tells it. */
export interface Request {
  readonly method: string;
  readonly path: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly user: string;
  readonly status: number;
}

/** How a request was answered the second time. */
export interface Answered {
  readonly status: number;
  readonly reason: string;
  /** Its `data` as text. */
  readonly data: string;
  /** The same without what is never twice the same: loads, times, tasks, and the certificate. */
  readonly seen: string;
}

const user = "strata@pve";
const token = `${user}!strata`;
const secret = "00000000-1111-2222-3333-444444444444";

/** What the token asked, and what root did meanwhile: the rest of a journal is waiting for tasks, and looking at oneself. */
export function requestsIn(simulator: Simulator, since: number): Request[] {
  return (simulator.journal.lines.slice(since) as unknown as Request[]).filter(
    ({ method, path, user: who }) =>
      method !== undefined &&
      (who === token || (who === "root@pam" && method !== "GET")) &&
      !/\/tasks\//.test(path) &&
      !path.startsWith("/access/"),
  );
}

/**
 * Asks a fresh Proxmox the very same again, by a token whose role has these privileges, one after the other and each task
 * to its end.
 */
export async function replay(
  world: World,
  privileges: readonly string[],
  requests: readonly Request[],
): Promise<Answered[]> {
  const simulator = await startSimulator({
    world: {
      ...world,
      roles: [{ id: "Strata", privileges }],
      users: [{ id: user, tokens: [{ id: "strata", secret, privsep: false }] }],
      grants: [{ path: "/", role: "Strata", user }],
    },
    timeScale: 0,
    seed: "the same numbers each time",
  });
  const agent = new https.Agent({ keepAlive: true, ca: readFileSync(simulator.caFile) });
  try {
    const root = await rootHeaders(simulator, agent);
    const answers: Answered[] = [];
    for (const request of requests) {
      const headers = request.user === token ? { Authorization: `PVEAPIToken=${token}=${secret}` } : root;
      const answer = await ask(simulator, agent, headers, request);
      answers.push(answer);
      const upid = /^"(UPID:[^"]+)"$/.exec(answer.data)?.[1];
      if (upid !== undefined) await ended(simulator, agent, root, upid);
    }
    return answers;
  } finally {
    agent.destroy();
    await simulator.close();
  }
}

type Headers = Readonly<Record<string, string>>;

async function rootHeaders(simulator: Simulator, agent: https.Agent): Promise<Headers> {
  const { username, password } = simulator;
  const answer = await ask(
    simulator,
    agent,
    {},
    { method: "POST", path: "/access/ticket", parameters: { username, password } },
  );
  const { ticket, CSRFPreventionToken } = JSON.parse(answer.data) as { ticket: string; CSRFPreventionToken: string };
  return { Cookie: `PVEAuthCookie=${encodeURIComponent(ticket)}`, CSRFPreventionToken };
}

async function ended(simulator: Simulator, agent: https.Agent, root: Headers, upid: string): Promise<void> {
  const path = `/nodes/${upid.split(":")[1]}/tasks/${upid}/status`;
  for (const until = Date.now() + 10_000; Date.now() < until; await sleep(1)) {
    const { data } = await ask(simulator, agent, root, { method: "GET", path, parameters: {} });
    if ((JSON.parse(data) as { status: string }).status === "stopped") return;
  }
  throw new Error(`${upid} does not end`);
}

function ask(
  { endpoint }: Simulator,
  agent: https.Agent,
  headers: Headers,
  { method, path, parameters }: Pick<Request, "method" | "path" | "parameters">,
): Promise<Answered> {
  const form = new URLSearchParams(
    Object.entries(parameters).flatMap(([name, value]) =>
      [value].flat().map((one): [string, string] => [name, String(one)]),
    ),
  );
  const inBody = method === "POST" || method === "PUT";
  const place = path.split("/").map(encodeURIComponent).join("/");
  const url = `${endpoint}/api2/json${place}${inBody || form.size === 0 ? "" : `?${form}`}`;
  const type = inBody ? { "Content-Type": "application/x-www-form-urlencoded" } : {};
  return new Promise((resolve, reject) => {
    const asked = https.request(url, { method, agent, headers: { ...headers, ...type } }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const { data } = JSON.parse(Buffer.concat(chunks).toString()) as { data: unknown };
        const text = JSON.stringify(data);
        const seen = text.replace(/"ssl_fingerprint":"[^"]*"|"UPID:[^"]*"/g, "").replace(/\d[\d.]*(e-?\d+)?/g, "0");
        resolve({ status: response.statusCode ?? 0, reason: response.statusMessage ?? "", data: text, seen });
      });
    });
    asked.on("error", reject);
    asked.end(inBody ? form.toString() : undefined);
  });
}
