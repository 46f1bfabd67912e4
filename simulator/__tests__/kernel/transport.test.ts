import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { connect } from "node:tls";
import { expect, jest, test } from "@jest/globals";
import type { Simulator } from "../../src/index.ts";
import { Api, withSimulator } from "../api.ts";

/** Sends bytes as they are and gives back the status line, and whether anything like a stack came with it. */
function raw(simulator: Simulator, head: readonly string[], body = "", ALPNProtocols: string[] = []): Promise<string> {
  const { hostname, port } = new URL(simulator.url);
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: hostname,
      port: Number(port),
      ca: readFileSync(simulator.caFile),
      servername: "localhost",
      ALPNProtocols,
    });
    let answer = "";
    socket.on("secureConnect", () =>
      socket.write(`${[...head, "Host: localhost", "Connection: close"].join("\r\n")}\r\n\r\n${body}`),
    );
    socket.on("data", (bytes) => {
      answer += bytes;
    });
    socket.on("error", reject);
    socket.on("close", () => {
      expect(answer).not.toMatch(/\n\s+at .*\.ts/);
      resolve(answer.split("\r\n")[0] ?? "");
    });
  });
}

const bodyFor = (headers: readonly string[]): string =>
  !headers.some((header) => /^Content-Length|^Transfer/.test(header))
    ? ""
    : headers.includes("Transfer-Encoding: chunked")
      ? "3\r\n{x}\r\n0\r\n\r\n"
      : "{x}";
const authorized = (simulator: Simulator) => `Authorization: PVEAPIToken=${simulator.apiToken}`;

test.each([
  [
    "a body that is too large",
    "PUT /api2/json/pools HTTP/1.1",
    ["Content-Length: 600000"],
    "HTTP/1.1 501 for data too large",
  ],
  [
    "a body with a method that has none",
    "DELETE /api2/json/pools HTTP/1.1",
    ["Content-Length: 3"],
    "HTTP/1.1 501 Unexpected content for method 'DELETE'",
  ],
  [
    "a body in chunks",
    "PUT /api2/json/pools HTTP/1.1",
    ["Transfer-Encoding: chunked"],
    "HTTP/1.1 501 chunked transfer encoding not supported",
  ],
  [
    "a body of another type",
    "PUT /api2/json/pools HTTP/1.1",
    ["Content-Length: 3", "Content-Type: text/xml"],
    "HTTP/1.1 506 upload 'Content-Type 'text/xml' not implemented",
  ],
  [
    "JSON that is broken",
    "PUT /api2/json/pools HTTP/1.1",
    ["Content-Length: 3", "Content-Type: application/json"],
    "HTTP/1.1 500 malformed JSON string, neither tag, array, object, number, string or atom, at character offset 1 (before",
  ],
  [
    "JSON that is promised and does not come",
    "POST /api2/json/pools?poolid=x HTTP/1.1",
    ["Content-Type: application/json;charset=utf-8"],
    'HTTP/1.1 500 malformed JSON string, neither tag, array, object, number, string or atom, at character offset 0 (before "(end of string)")',
  ],
  ["a path outside of the API", "GET /etc/passwd HTTP/1.1", [], "HTTP/1.1 500 no such file '/etc/passwd'"],
  ["a path of the API without a format", "GET /api2 HTTP/1.1", [], "HTTP/1.1 501 no such uri"],
  [
    "a format that nobody knows",
    "GET /api2/yaml/version HTTP/1.1",
    [],
    "HTTP/1.1 501 no formatter for uri /version, yaml",
  ],
  [
    "a file where none is taken",
    "POST /api2/json/pools HTTP/1.1",
    ["Content-Length: 3", "Content-Type: multipart/form-data; boundary=x"],
    "HTTP/1.1 506 upload 'Content-Type 'multipart/form-data; boundary=x' not implemented",
  ],
  [
    "a path that climbs out of it",
    "GET /api2/json/../../etc/passwd HTTP/1.1",
    [],
    "HTTP/1.1 501 Method 'GET /../../etc/passwd' not implemented",
  ],
  ["a method that nobody has", "PATCH /api2/json/version HTTP/1.1", [], "HTTP/1.1 501 method 'PATCH' not available"],
  [
    "percent signs without digits",
    "GET /api2/json/nodes/%zz/tasks HTTP/1.1",
    [],
    "HTTP/1.1 500 hostname lookup '%zz' failed",
  ],
  [
    "a line break in a value",
    "GET /api2/json/nodes/a%0d%0aX-Evil:1/tasks HTTP/1.1",
    [],
    "HTTP/1.1 500 hostname lookup 'a?",
  ],
])("%s is refused in one line", async (_, line, headers, expected) => {
  await withSimulator(async (_api, simulator) => {
    expect(
      (await raw(simulator, [line, authorized(simulator), ...headers], bodyFor(headers))).slice(0, expected.length),
    ).toBe(expected);
    expect(simulator.journal.lines.length).toBeLessThanOrEqual(1);
  });
});

test("who is not known is told so before the body is looked at, and a method that nobody has before that", async () => {
  await withSimulator(async (_api, simulator) => {
    const broken = ["Content-Length: 3", "Content-Type: application/json"];
    expect(await raw(simulator, ["POST /api2/json/pools HTTP/1.1", ...broken], "{x}")).toBe("HTTP/1.1 401 No ticket");
    expect(await raw(simulator, ["POST /api2/yaml/pools HTTP/1.1", ...broken], "{x}")).toBe("HTTP/1.1 401 No ticket");
    expect(await raw(simulator, ["PATCH /api2/json/pools HTTP/1.1"])).toBe("HTTP/1.1 501 method 'PATCH' not available");
  });
});

test.each([
  ["a list instead of an object", "[1]", "Not a HASH reference"],
  ["a text instead of an object", '"x"', 'Can\'t use string ("x") as a HASH ref while "strict refs" in use'],
])("JSON that is %s is refused", async (_, body, message) => {
  await withSimulator(async (api) => {
    const { status, reason } = await api.send("POST", "/pools", Buffer.from(body), "application/json");
    expect([status, reason]).toEqual([500, message]);
  });
});

test("what stands in the query counts, and a value ends at the next equals sign", async () => {
  await withSimulator(async (api) => {
    await api.post("/pools?comment=query", { poolid: "a", comment: "body" });
    await api.send("POST", "/pools", Buffer.from("poolid=b&comment=x=y&_dc=1"));
    await api.send("POST", "/pools", Buffer.from("poolid=c&comment"));
    await api.send("POST", "/pools", Buffer.from("poolid=d&comment=50%&"));
    await api.send("POST", "/pools", Buffer.from("poolid=e&comment=%c3%a4%ff"));
    expect((await api.get("/pools")).data).toEqual([
      { poolid: "a", comment: "query" },
      { poolid: "b", comment: "x" },
      { poolid: "c" },
      { poolid: "d", comment: "50%" },
      { poolid: "e", comment: "ä\ufffd" },
    ]);
  });
});

test("a page in a browser is told of a refusal inside of the body", async () => {
  await withSimulator(async (_api, simulator) => {
    const pages = new Api({ ...simulator, url: simulator.url.replace("/json", "/extjs") });
    expect(await pages.get("/pools")).toEqual({ status: 200, reason: "OK", data: [], success: 1 });
    expect(await pages.delete("/pools?poolid=x")).toEqual({
      status: 500,
      reason: "OK",
      data: null,
      message: "delete pool failed: pool 'x' does not exist\n",
      success: 0,
    });
    pages.close();
  });
});

const upload = (simulator: Simulator, type: string, length: number) => [
  "POST /api2/json/nodes/pve/storage/local/upload HTTP/1.1",
  authorized(simulator),
  `Content-Type: ${type}`,
  `Content-Length: ${length}`,
];
const part = (disposition: string, content: string) =>
  `--b\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`;

test("a file under another name is refused once it has come, however large it is", async () => {
  await withSimulator(async (api, simulator) => {
    const large = part('name="file"; filename="a.iso"', "x".repeat(2 * 1024 ** 2));
    const body = `${part('name="content"', "iso")}${large}--b--\r\n`;
    expect(await raw(simulator, upload(simulator, "multipart/form-data; boundary=b", body.length), body)).toBe(
      "HTTP/1.1 500 wrong field name 'file' for file upload, expected 'filename'",
    );
    expect((await api.get("/version")).status).toBe(200);
  });
});

test("a form that does not say where its parts end is refused", async () => {
  await withSimulator(async (_api, simulator) => {
    expect(await raw(simulator, upload(simulator, "multipart/form-data", 1), "x")).toBe(
      "HTTP/1.1 500 upload 'Content-Type 'multipart/form-data' not implemented",
    );
  });
});

test("what a client breaks off is told in the journal alone", async () => {
  const said = jest.spyOn(console, "error").mockImplementation(() => {});
  await withSimulator(async (_api, simulator) => {
    const { hostname, port } = new URL(simulator.url);
    const socket = connect({ host: hostname, port: Number(port), ca: readFileSync(simulator.caFile) });
    const head = ["PUT /api2/json/pools HTTP/1.1", authorized(simulator), "Content-Length: 50"];
    socket.end(`${head.join("\r\n")}\r\n\r\npoolid=a`).resume();
    while (simulator.journal.lines.length === 0) await setTimeout(5);
    expect(simulator.journal.lines.at(-1)).toMatchObject({ path: "/pools", message: "request broke off" });
  });
  expect(said.mock.calls).toEqual([]);
  said.mockRestore();
});

test("a client of HTTP/1.0 is answered, whether it says so before or not", async () => {
  await withSimulator(async (_api, simulator) => {
    const old = ["GET /api2/json/version HTTP/1.0", authorized(simulator)];
    expect(await raw(simulator, old)).toBe("HTTP/1.1 200 OK");
    expect(await raw(simulator, old, "", ["http/1.0"])).toBe("HTTP/1.1 200 OK");
  });
});

test("what reads or removes may promise JSON and bring none", async () => {
  await withSimulator(async (api) => {
    await api.post("/pools", { poolid: "x" });
    expect((await api.send("GET", "/pools", Buffer.alloc(0), "application/json")).data).toEqual([{ poolid: "x" }]);
    expect((await api.send("DELETE", "/pools?poolid=x", Buffer.alloc(0), "application/json")).status).toBe(200);
  });
});

test("parameters come by form, by JSON and by query alike", async () => {
  await withSimulator(async (api) => {
    await api.post("/pools", { poolid: "form" });
    await api.send(
      "POST",
      "/pools",
      Buffer.from(JSON.stringify({ poolid: "json", comment: "äöü €" })),
      "application/json",
    );
    await api.send("POST", "/pools?poolid=query", {});
    expect((await api.get("/pools")).data).toEqual([
      { poolid: "form" },
      { poolid: "json", comment: "äöü €" },
      { poolid: "query" },
    ]);
  });
});

test("a message that is not Latin-1 still makes a legal reason phrase, and comes whole in the body", async () => {
  await withSimulator(async (api) => {
    const { status, reason, message } = await api.delete(`/pools?poolid=${encodeURIComponent("x")}`);
    expect([status, reason, message]).toEqual([
      500,
      "delete pool failed: pool 'x' does not exist",
      "delete pool failed: pool 'x' does not exist\n",
    ]);
    expect((await api.get(`/nodes/${encodeURIComponent("ж")}/tasks`)).reason).toContain("hostname lookup '?' failed");
  });
});

test("two clients at once each get their own answers", async () => {
  await withSimulator(async (api, simulator) => {
    const other = new Api(simulator);
    const names = Array.from({ length: 40 }, (_, index) => `pool-${index}`);
    await Promise.all(names.map((poolid, index) => (index % 2 ? api : other).post("/pools", { poolid })));
    expect((await api.get("/pools")).data).toHaveLength(40);
    other.close();
  });
});
