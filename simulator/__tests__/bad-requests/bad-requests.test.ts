import { describe, expect, jest, test } from "@jest/globals";
import { endpoints } from "../../src/endpoints/index.ts";
import type { Simulator } from "../../src/index.ts";
import type { Endpoint } from "../../src/kernel/endpoint.ts";
import { loggedIn, secret, withToken } from "../access/login.ts";
import { type Api, withSimulator } from "../api.ts";
import { inFull } from "../effort.ts";
import { lab } from "../model/lab.ts";
import { type OfficialMethod, official, officialMethod } from "../official.ts";
import { isProxmoxText } from "../proxmox-errors.ts";
import { wordsFor } from "../words.ts";
import { type BadRequest, Court, refuses, refusesParameter } from "./court.ts";
import { type Demands, pathWith, spoiledValues } from "./spoil.ts";

jest.setTimeout(inFull(1_800_000, 300_000));

/** Parameters of one endpoint that are tried in each way. */
const some = inFull(Number.POSITIVE_INFINITY, 4);

/** Proxmox's words for a parameter that it does not take (PVE::JSONSchema). */
const anyFault =
  /^(type check \('\w+'\) failed - got |invalid format - |value does not match the regex pattern$|value (may only be|must be at least) \d+ characters long$|value must have a (minimum|maximum) value of |value '.*' does not have a value in the enumeration ')/s;

const inBody = (method: string): boolean => method === "POST" || method === "PUT";
const isInPath = ({ path }: Pick<Endpoint, "path">, name: string): boolean => path.includes(`{${name}}`);

/** A request with these parameters, in its path, its query or its body. */
function requestOf(
  endpoint: Pick<Endpoint, "method" | "path" | "parameters">,
  given: Record<string, string>,
  how: string,
): BadRequest {
  const rest = Object.entries(given).filter(([name]) => !isInPath(endpoint, name));
  const path = pathWith(endpoint, given);
  if (inBody(endpoint.method)) return { method: endpoint.method, path, fields: Object.fromEntries(rest), how };
  const query = new URLSearchParams(rest).toString();
  return { method: endpoint.method, path: query === "" ? path : `${path}?${query}`, how };
}

/** What an endpoint must be given, with words that it takes. */
const required = ({ parameters, path }: Endpoint): Record<string, string> =>
  Object.fromEntries(
    Object.entries(parameters)
      .filter(([name, { optional }]) => !optional && !isInPath({ path }, name) && !name.endsWith("[n]"))
      .map(([name, schema]) => [name, wordsFor(name, schema)[0] ?? ""]),
  );

/** Every value that a parameter of a table does not take; net[n] is tried as net0. */
function spoiledRequests(endpoint: Endpoint, parameters: Readonly<Record<string, Demands>>) {
  const tried = new Map<string, number>();
  return Object.entries(parameters)
    .filter(([key]) => key !== "node")
    .flatMap(([key, schema]) => {
      const name = key.replace("[n]", "0");
      return spoiledValues(schema)
        .filter(({ how, value }) => {
          tried.set(how, (tried.get(how) ?? 0) + 1);
          return (tried.get(how) ?? 0) <= some && !(isInPath(endpoint, name) && value === "");
        })
        .map(({ how, value }) => ({
          name,
          request: requestOf(endpoint, { [name]: String(value) }, `${name}: ${how}`),
        }));
    });
}

/** Runs against one simulator, asked by root himself: nothing but the fault stands in the way. */
async function inCourt(
  least: number,
  hear: (court: Court, root: Api, simulator: Simulator) => Promise<void>,
): Promise<void> {
  await withSimulator(
    async (_, simulator) => {
      const court = new Court(simulator);
      const root = await loggedIn(simulator);
      try {
        await hear(court, root, simulator);
      } finally {
        root.close();
      }
      expect(court.faults).toEqual([]);
      expect(court.heard).toBeGreaterThanOrEqual(least);
    },
    { world: lab },
  );
}

describe("a bad request is refused as Proxmox does, and changes nothing:", () => {
  test("a parameter of the wrong type, out of range, of no known word or format", () =>
    inCourt(300, async (court, root) => {
      for (const endpoint of endpoints) {
        for (const { name, request } of spoiledRequests(endpoint, endpoint.parameters)) {
          await court.hear(root, request, refusesParameter(name, anyFault));
        }
      }
    }));

  const whereOfficial = official ? test : test.skip;
  whereOfficial("the same by Proxmox's own table (Proxmox's schema at hand)", () =>
    inCourt(300, async (court, root) => {
      for (const endpoint of endpoints) {
        const { parameters = {} } = officialMethod(`${endpoint.method} ${endpoint.path}`) as OfficialMethod;
        for (const { name, request } of spoiledRequests(endpoint, parameters as unknown as Record<string, Demands>)) {
          await court.hear(root, request, refusesParameter(name, anyFault));
        }
      }
    }),
  );

  whereOfficial("a method of Proxmox that is not simulated (Proxmox's schema at hand)", () =>
    inCourt(Object.keys(official ?? {}).length - endpoints.length, async (court, root) => {
      const declared = new Set(endpoints.map(({ method, path }) => `${method} ${path}`));
      for (const name of Object.keys(official ?? {}).filter((name) => !declared.has(name))) {
        const [method = "", path = ""] = name.split(" ");
        const request = requestOf({ method: method as Endpoint["method"], path, parameters: {} }, {}, "not simulated");
        await court.hear(root, request, refuses(501, /^Method '.*' not implemented\s*$/));
      }
    }),
  );

  test("a parameter that nobody knows", () =>
    inCourt(100, async (court, root) => {
      for (const endpoint of endpoints.filter(({ additional }) => !additional)) {
        const request = requestOf(endpoint, { "no-such-parameter": "1" }, "unknown parameter");
        const fault = /^property is not defined in schema and the schema does not allow additional properties$/;
        await court.hear(root, request, refusesParameter("no-such-parameter", fault));
      }
    }));

  test("a parameter that is missing, or that wants another beside it", () =>
    inCourt(Object.keys(official ?? {}).length - endpoints.length, async (court, root) => {
      for (const endpoint of endpoints) {
        for (const [name, schema] of Object.entries(endpoint.parameters)) {
          if (isInPath(endpoint, name) || name.endsWith("[n]") || schema.dependent) continue;
          if (!schema.optional) {
            const fault = /^property is missing and it is not optional$/;
            await court.hear(root, requestOf(endpoint, {}, `without ${name}`), refusesParameter(name, fault));
          }
          if (schema.requires !== undefined && endpoint.parameters[schema.requires]?.optional) {
            const request = requestOf(endpoint, { [name]: wordsFor(name, schema)[0] ?? "1" }, `${name} alone`);
            await court.hear(root, request, refusesParameter(schema.requires, /^missing property required by '/));
          }
        }
      }
    }));

  test("JSON that holds something else than a value", () =>
    inCourt(Object.keys(official ?? {}).length - endpoints.length, async (court, root) => {
      for (const endpoint of endpoints.filter(({ method }) => inBody(method))) {
        const names = Object.entries(endpoint.parameters).filter(
          ([name, { type }]) => !isInPath(endpoint, name) && !name.endsWith("[n]") && type !== "array",
        );
        for (const [name] of names.slice(0, some)) {
          const fields = Buffer.from(JSON.stringify({ [name]: { a: 1 } }));
          const request = { ...requestOf(endpoint, {}, `${name}: an object`), fields, type: "application/json" };
          await court.hear(root, request, refusesParameter(name, /^type check \('\w+'\) failed - got HASH$/));
        }
      }
    }));

  test("a verb that a path does not have", () =>
    inCourt(100, async (court, root) => {
      const verbs = new Map<string, Set<string>>();
      for (const { method, path } of endpoints) verbs.set(path, (verbs.get(path) ?? new Set()).add(method));
      for (const [path, known] of verbs) {
        for (const method of ["GET", "POST", "PUT", "DELETE"].filter((verb) => !known.has(verb))) {
          const endpoint = endpoints.find((one) => one.path === path) as Endpoint;
          const request = { method, path: pathWith(endpoint), how: "wrong verb" };
          await court.hear(root, request, refuses(501, /^Method '.*' not implemented\s*$/));
        }
      }
    }));

  test("a node that does not exist", () =>
    inCourt(Object.keys(official ?? {}).length - endpoints.length, async (court, root) => {
      for (const endpoint of endpoints.filter(({ path, proxied }) => path.includes("{node}") && proxied !== false)) {
        const request = requestOf(endpoint, { node: "nowhere" }, "wrong node");
        await court.hear(
          root,
          request,
          refuses(
            500,
            /^hostname lookup 'nowhere' failed - failed to get address info for: nowhere: Name or service not known\s*$/,
          ),
        );
      }
    }));

  test("somebody who may do nothing, with a ticket and with a token", () =>
    inCourt(150, async (court, _, simulator) => {
      const strangers = [
        await loggedIn(simulator, "nobody@pve", "nobodysecret"),
        withToken(simulator, `nobody@pve!ci=${secret}`),
      ];
      for (const endpoint of endpoints.filter(({ permission }) => permission === null || !("user" in permission))) {
        for (const stranger of strangers) {
          const request = requestOf(endpoint, required(endpoint), "no privilege");
          await court.hear(stranger, request, refuses(403, /^Permission check failed/));
        }
      }
      for (const stranger of strangers) stranger.close();
    }));

  test("a name of a task that is none", () =>
    inCourt(20, async (court, root) => {
      const names = [
        "UPID",
        "UPID:pve",
        "UPID:pve:1:2:3:qmstart:100:root@pam:",
        "UPID:pve:0000108B:0001E240:68E9F0A0:qm/start:100:root@pam:",
        `${wordsFor("upid", { type: "string" })[0]}x`,
        "../../etc/passwd",
        "%",
        "\u0000",
        "x".repeat(3_000),
      ];
      for (const endpoint of endpoints.filter((one) => isInPath(one, "upid"))) {
        for (const upid of names) {
          const request = requestOf(endpoint, { upid }, "malformed UPID");
          await court.hear(root, request, refusesParameter("upid", /^unable to parse worker upid$/));
        }
      }
    }));

  test("a body that is too large, or in a language that nobody reads", () =>
    inCourt(100, async (court, root) => {
      const large = Buffer.from(`comment=${"x".repeat(512 * 1024)}`);
      for (const endpoint of endpoints.filter(({ method, upload }) => inBody(method) && !upload)) {
        const request = requestOf(endpoint, {}, "oversized body");
        await court.hear(root, { ...request, fields: large }, refuses(501, /^for data too large$/));
        const xml = { ...request, fields: Buffer.from("<a/>"), type: "text/xml", how: "XML" };
        await court.hear(root, xml, refuses(506, /^upload 'Content-Type 'text\/xml' not implemented$/));
      }
    }));

  test("a name that climbs out of its folder", () =>
    inCourt(100, async (court, root) => {
      const climbing = [
        "../..",
        "../../../../etc/passwd",
        "..%2f..%2fetc%2fpasswd",
        "local:iso/../../etc/passwd",
        "local:../x",
        "a/../../b",
        "/etc/passwd",
      ];
      for (const endpoint of endpoints) {
        for (const [, name = ""] of endpoint.path.matchAll(/\{([^}]+)\}/g)) {
          for (const value of climbing.filter(() => name !== "node")) {
            const request = requestOf(endpoint, { ...required(endpoint), [name]: value }, `${name}: traversal`);
            await court.hear(root, request, ({ status, message = "" }) =>
              status === 400 || isProxmoxText(message) ? undefined : "is neither a 400 nor Proxmox's words",
            );
          }
        }
      }
    }));
});

test("a file that is uploaded under a climbing name lies in its folder, under the last part of it", () =>
  withSimulator(
    async (api) => {
      const file = { name: "../../../evil.iso", content: Buffer.from("evil") };
      expect(await api.upload("/nodes/pve/storage/local/upload", { content: "iso" }, file)).toBe("OK");
      const { data } = await api.get("/nodes/pve/storage/local/content?content=iso");
      expect(data.map(({ volid }: { volid: string }) => volid)).toEqual(["local:iso/debian.iso", "local:iso/evil.iso"]);
    },
    { world: lab },
  ));
