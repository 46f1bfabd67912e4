import { expect, test } from "@jest/globals";
import { type Api, withSimulator } from "../api.ts";

const path = "/cluster/notifications";
const gotify = { name: "phone", server: "https://gotify.example", token: "secret" };

test("mail to root is there for everything, can be changed, and comes back when it is deleted", async () => {
  await withSimulator(async (api) => {
    expect((await api.get(`${path}/targets`)).data).toEqual([
      { name: "mail-to-root", type: "sendmail", comment: expect.any(String), origin: "builtin" },
    ]);
    await api.put(`${path}/endpoints/sendmail/mail-to-root`, { comment: "mine", "mailto-user": ["root@pam"] });
    expect((await api.get(`${path}/endpoints/sendmail/mail-to-root`)).data).toMatchObject({
      comment: "mine",
      "mailto-user": ["root@pam"],
      origin: "modified-builtin",
    });
    await api.delete(`${path}/endpoints/sendmail/mail-to-root`);
    expect((await api.get(`${path}/endpoints/sendmail/mail-to-root`)).data.origin).toBe("builtin");
    expect((await api.get(`${path}/matchers/default-matcher`)).data).toMatchObject({ target: ["mail-to-root"] });
  });
});

test("endpoints of every type are told without their secrets", async () => {
  await withSimulator(async (api) => {
    await api.post(`${path}/endpoints/gotify`, gotify);
    const smtp = {
      name: "mail",
      server: "mail.example",
      "from-address": "pve@example.com",
      password: "secret",
      port: 25,
    };
    await api.post(`${path}/endpoints/smtp`, { ...smtp, mailto: ["ops@example.com"] });
    const hook = { name: "hook", method: "post", url: "https://hook.example" };
    await api.post(`${path}/endpoints/webhook`, { ...hook, secret: ["name=key,value=c2VjcmV0"] });
    const { token: _, ...shownGotify } = gotify;
    expect((await api.get(`${path}/endpoints/gotify`)).data).toEqual([{ ...shownGotify, origin: "user-created" }]);
    const { data } = await api.get(`${path}/endpoints/smtp/mail`);
    expect(data).toMatchObject({ port: 25, mailto: ["ops@example.com"] });
    expect(JSON.stringify([data, (await api.get(`${path}/endpoints/webhook`)).data])).not.toMatch(/:"secret"|c2Vj/);
    expect((await api.post(`${path}/targets/hook/test`)).status).toBe(200);
  });
});

test("what a matcher names stays, and what it lets go may be deleted", async () => {
  await withSimulator(async (api) => {
    await api.post(`${path}/endpoints/gotify`, gotify);
    await api.post(`${path}/matchers`, { name: "errors", target: ["phone"], "match-severity": ["error"], mode: "any" });
    expect(await api.delete(`${path}/endpoints/gotify/phone`)).toMatchObject({
      status: 400,
      reason: "cannot delete 'phone', referenced by: errors",
    });
    await api.put(`${path}/matchers/errors`, { delete: ["target"] });
    expect((await api.delete(`${path}/endpoints/gotify/phone`)).status).toBe(200);
    expect((await api.get(`${path}/matchers`)).data.map(({ name }: { name: string }) => name)).toEqual([
      "default-matcher",
      "errors",
    ]);
  });
});

const refusals: [string, (api: Api) => Promise<unknown>, Record<string, unknown>][] = [
  [
    "a name that is taken, whatever has it",
    (api) => api.post(`${path}/matchers`, { name: "mail-to-root" }),
    { status: 400, reason: "Cannot create 'mail-to-root', an entity with the same name already exists" },
  ],
  ["an endpoint that is not there", (api) => api.get(`${path}/endpoints/gotify/moon`), { status: 404 }],
  [
    "a target that is not there",
    (api) => api.post(`${path}/matchers`, { name: "x1", target: ["moon"] }),
    { status: 404, reason: "endpoint 'moon' does not exist" },
  ],
  [
    "a change to what has changed since",
    (api) => api.put(`${path}/matchers/default-matcher`, { digest: "0".repeat(40) }),
    { status: 400, reason: "detected modified configuration - file changed by other user? Try again." },
  ],
];

test.each(refusals)("%s is refused in Proxmox's words", async (_, ask, answer) => {
  await withSimulator(async (api) => {
    expect(await ask(api)).toMatchObject(answer);
  });
});

test("a matcher can match kinds, jobs and nodes", async () => {
  await withSimulator(async (api) => {
    await api.post("/cluster/backup", { id: "nightly", schedule: "02:00", all: 1, comment: "all" });
    const { data } = await api.get(`${path}/matcher-field-values`);
    expect(data).toContainEqual({ field: "job-id", value: "nightly", comment: "all" });
    expect(data).toContainEqual({ field: "hostname", value: "pve" });
    expect(data).toContainEqual({ field: "type", value: "vzdump" });
  });
});
