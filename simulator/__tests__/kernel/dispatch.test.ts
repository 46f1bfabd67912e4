import { expect, test } from "@jest/globals";
import { stranger } from "../access/login.ts";
import { withSimulator } from "../api.ts";

test("a wrong parameter is refused with Proxmox's status, reason and fault by name", async () => {
  await withSimulator(async (api) => {
    expect(await api.get("/nodes/pve/tasks?limit=-1&start=x&source=all&colour=red")).toEqual({
      status: 400,
      reason: "Parameter verification failed.",
      data: null,
      message: "Parameter verification failed.\n",
      errors: {
        limit: "value must have a minimum value of 0",
        start: "type check ('integer') failed - got 'x'",
        colour: "property is not defined in schema and the schema does not allow additional properties",
      },
    });
  });
});

test("what is not simulated answers 501 and says so in the journal", async () => {
  await withSimulator(async (api, { journal }) => {
    expect(await api.get("/no/such/thing")).toMatchObject({
      status: 501,
      reason: "Method 'GET /no/such/thing' not implemented",
    });
    expect(journal.lines.at(-1)).toMatchObject({
      method: "GET",
      path: "/no/such/thing",
      status: 501,
      simulated: false,
    });
  });
});

test("the root tells whoever is let in what is below, with a slash at its end or without", async () => {
  await withSimulator(async (api) => {
    const below = ["version", "cluster", "nodes", "storage", "access", "pools"].map((subdir) => ({ subdir }));
    expect(await api.get("")).toMatchObject({ status: 200, data: below });
    expect(await api.get("/")).toMatchObject({ status: 200, data: below });
    expect((await api.post("/", {})).reason).toBe("Method 'POST /' not implemented");
  });
});

test("a node that does not exist is a name that cannot be looked up", async () => {
  await withSimulator(async (api) => {
    const reply = await api.get("/nodes/nowhere/tasks");
    expect([reply.status, reply.reason]).toEqual([
      500,
      "hostname lookup 'nowhere' failed - failed to get address info for: nowhere: Name or service not known",
    ]);
  });
});

test("a path may end with a slash before its query, and a value in it may be encoded", async () => {
  await withSimulator(async (api) => {
    expect((await api.get("/nodes/pve/tasks/?limit=1")).status).toBe(200);
    expect((await api.get("/nodes/%70ve/tasks")).status).toBe(200);
  });
});

test("a parameter that contradicts the path is refused", async () => {
  await withSimulator(async (api) => {
    const { errors } = await api.get("/nodes/pve/tasks?node=other");
    expect(errors).toEqual({ node: "duplicate parameter (already defined in URI) with conflicting values!" });
  });
});

test("the journal masks secrets and names the caller", async () => {
  await withSimulator(async (api, simulator) => {
    const nobody = stranger(simulator);
    await nobody.post("/access/ticket", { username: "root@pam", password: simulator.password });
    await api.get("/version");
    nobody.close();
    expect(simulator.journal.lines).toEqual([
      {
        seq: 1,
        time: "2026-01-01T00:00:00.001Z",
        method: "POST",
        path: "/access/ticket",
        parameters: { username: "root@pam", password: "***" },
        status: 200,
      },
      {
        seq: 2,
        time: "2026-01-01T00:00:00.002Z",
        method: "GET",
        path: "/version",
        parameters: {},
        user: "root@pam!simulator",
        status: 200,
      },
    ]);
  });
});
