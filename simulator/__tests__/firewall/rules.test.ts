import { expect, test } from "@jest/globals";
import { type Api, withSimulator } from "../api.ts";

const rules = "/cluster/firewall/rules";
const ssh = { type: "in", action: "ACCEPT", proto: "tcp", dport: "22", enable: 1 };

const comments = async (api: Api, path = rules) =>
  (await api.get(path)).data.map(({ comment }: { comment: string }) => comment);

test("a new rule goes to the top and pushes the others down", async () => {
  await withSimulator(async (api) => {
    await api.post(rules, { ...ssh, comment: "first" });
    await api.post(rules, { ...ssh, comment: "second", pos: 1 });
    expect((await api.get(rules)).data).toEqual([
      { ...ssh, comment: "second", pos: 0, digest: expect.any(String) },
      { ...ssh, comment: "first", pos: 1, digest: expect.any(String) },
    ]);
    expect((await api.get(`${rules}/1`)).data).toMatchObject({ comment: "first", pos: "1" });
    expect(await api.get(`${rules}/2`)).toMatchObject({ status: 500, reason: "no rule at position 2" });
  });
});

test("a rule that nobody switches on is off", async () => {
  await withSimulator(async (api) => {
    const { enable: _, ...quiet } = ssh;
    await api.post(rules, quiet);
    expect((await api.get(`${rules}/0`)).data).toMatchObject({ enable: 0 });
    await api.put(`${rules}/0`, { enable: 5 });
    expect((await api.get(`${rules}/0`)).data).toMatchObject({ enable: 1 });
  });
});

test("a rule moves before the one at its new position, and behind the last one", async () => {
  await withSimulator(async (api) => {
    for (const comment of ["d", "c", "b", "a"]) await api.post(rules, { ...ssh, comment });
    await api.put(`${rules}/3`, { moveto: 1, comment: "ignored" });
    expect(await comments(api)).toEqual(["a", "d", "b", "c"]);
    await api.put(`${rules}/0`, { moveto: 4 });
    expect(await comments(api)).toEqual(["d", "b", "c", "a"]);
    await api.delete(`${rules}/1`);
    expect(await comments(api)).toEqual(["d", "c", "a"]);
  });
});

test("a change against an old digest is refused, as is deleting", async () => {
  await withSimulator(async (api) => {
    await api.post(rules, ssh);
    const { digest } = (await api.get(`${rules}/0`)).data;
    expect(await api.put(`${rules}/0`, { digest, comment: "seen" })).toMatchObject({ status: 200 });
    const refused = {
      status: 500,
      reason: "detected modified configuration - file changed by other user? Try again.",
    };
    expect(await api.put(`${rules}/0`, { digest, comment: "late" })).toMatchObject(refused);
    expect(await api.delete(`${rules}/0?digest=${digest}`)).toMatchObject(refused);
  });
});

test("parts of a rule go with delete, with an empty text or with a dash; type and action stay", async () => {
  await withSimulator(async (api) => {
    await api.post(rules, { ...ssh, comment: "c", log: "info", source: "10.0.0.0/8" });
    await api.put(`${rules}/0`, { delete: "log", comment: "-", source: "" });
    expect((await api.get(`${rules}/0`)).data).toEqual({ ...ssh, pos: "0", digest: expect.any(String) });
    expect(await api.put(`${rules}/0`, { delete: "action" })).toMatchObject({
      errors: { delete: "unable to delete required property 'action'" },
    });
    expect(await api.put(`${rules}/0`, { delete: "colour" })).toMatchObject({
      errors: { delete: "no such property ('colour')" },
    });
  });
});

test("what a rule names must be there when it is written, and is told when it has gone since", async () => {
  await withSimulator(async (api) => {
    expect(await api.post(rules, { ...ssh, source: "lab" })).toMatchObject({
      status: 400,
      errors: { source: "no such alias 'lab'" },
    });
    expect(await api.post(rules, { ...ssh, dest: "+dc/hosts" })).toMatchObject({
      errors: { dest: "no such ipset 'hosts'" },
    });
    await api.post("/cluster/firewall/aliases", { name: "Lab", cidr: "192.168.1.0/24" });
    await api.post("/cluster/firewall/ipset", { name: "hosts" });
    expect(await api.post(rules, { ...ssh, source: "dc/lab", dest: "+hosts" })).toMatchObject({ status: 200 });
    await api.delete("/cluster/firewall/aliases/lab");
    expect((await api.get(`${rules}/0`)).data).toMatchObject({ errors: { source: "no such alias 'dc/lab'" } });
  });
});

test("a guest sees its own aliases and sets, and the cluster's", async () => {
  await withSimulator(async (api) => {
    const guest = "/nodes/pve/qemu/9000/firewall";
    await api.post("/cluster/firewall/aliases", { name: "router", cidr: "192.168.1.1" });
    await api.post(`${guest}/aliases`, { name: "peer", cidr: "192.168.1.2", comment: "the other one" });
    expect(await api.post(`${guest}/rules`, { ...ssh, source: "router", dest: "guest/peer" })).toMatchObject({
      status: 200,
    });
    expect(await api.post(rules, { ...ssh, source: "peer" })).toMatchObject({
      errors: { source: "no such alias 'peer'" },
    });
    expect((await api.get(`${guest}/refs`)).data).toEqual([
      { type: "alias", name: "router", ref: "router", scope: "dc" },
      { type: "alias", name: "peer", ref: "peer", scope: "guest", comment: "the other one" },
    ]);
    expect((await api.get(`${guest}/rules/0`)).data).toMatchObject({ ipversion: 4, source: "router" });
  });
});

test.each([
  [{ dport: "99999" }, { dport: "invalid format - invalid port '99999'\n" }],
  [{ dport: "90:80" }, { dport: "invalid format - backwards range '90:80' not allowed, did you mean '80:90'?\n" }],
  [
    { dport: "80,81,82,83,84,85,86,87,88,89,90,91,92,93,94,95" },
    { dport: "invalid format - too many entries in port list (> 15 numbers)\n" },
  ],
  [{ dport: "nosuch" }, { dport: "invalid format - invalid port 'nosuch'\n" }],
  [{ proto: "quic" }, { proto: "invalid format - unknown protocol 'quic'\n" }],
  [
    { source: "10.0.0.1,fe80::1" },
    { source: "invalid format - detected mixed ipv4/ipv6 addresses in address list '10.0.0.1,fe80::1'\n" },
  ],
  [
    { source: "10.0.0.256" },
    { source: "invalid format - invalid IP address: Cannot determine IP version for 10.0.0.256\n" },
  ],
  [{ source: "10.0.0.1", dest: "fe80::1" }, { dest: "detected mixed ipv4/ipv6 addresses in rule" }],
  [{ source: "+" }, { source: "invalid format - invalid IP address: Cannot determine IP version for +\n" }],
  [{ proto: "-" }, { proto: "invalid format - unknown protocol '-'\n" }],
  [{ proto: "gre" }, { dport: "protocol 'gre' does not support ports" }],
  [{ "icmp-type": "echo-request" }, { proto: "missing property - 'icmp-type' requires this property" }],
  [
    { proto: "icmp", "icmp-type": "redirect" },
    { "icmp-type": "'icmp-type' cannot be specified together with 'dport'" },
  ],
  [{ macro: "Nosuch" }, { macro: "unknown macro 'Nosuch'" }],
  [{ macro: "https" }, { dport: "parameter 'dport' already define in macro (value = '443')" }],
  [{ action: "LATER" }, { action: "unknown action 'LATER'" }],
  [{ type: "forward", action: "REJECT" }, { action: "cannot define REJECT rules on forward chain" }],
  [{ iface: "no such" }, { iface: "invalid format - invalid network interface name 'no such'\n" }],
])("%j is refused in Proxmox's words", async (fields, errors) => {
  await withSimulator(async (api) => {
    expect(await api.post(rules, { ...ssh, ...fields })).toMatchObject({ status: 400, errors });
    expect((await api.get(rules)).data).toEqual([]);
  });
});

test("a macro is spelled as it should be", async () => {
  await withSimulator(async (api) => {
    await api.post(rules, { type: "in", action: "ACCEPT", macro: "https" });
    expect((await api.get(`${rules}/0`)).data).toMatchObject({ macro: "HTTPS" });
    expect((await api.get("/cluster/firewall/macros")).data).toContainEqual({ macro: "HTTPS", descr: "HTTPS" });
  });
});

test("a guest's rule names its own interfaces and forwards nothing", async () => {
  await withSimulator(async (api) => {
    const guest = "/nodes/pve/qemu/9000/firewall/rules";
    expect(await api.post(guest, { ...ssh, iface: "vmbr0" })).toMatchObject({
      errors: { iface: "value does not match the regex pattern 'net\\d+'" },
    });
    expect(await api.post(guest, { ...ssh, type: "forward" })).toMatchObject({
      errors: { type: "invalid rule type 'forward' for rule_env 'vm'" },
    });
    expect(await api.post(guest, { ...ssh, iface: "net0" })).toMatchObject({ status: 200 });
    expect((await api.get(guest)).data).toHaveLength(1);
    expect((await api.get("/nodes/pve/firewall/rules")).data).toEqual([]);
  });
});
