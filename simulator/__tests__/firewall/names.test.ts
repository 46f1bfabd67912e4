import { expect, test } from "@jest/globals";
import { withSimulator } from "../api.ts";

const base = "/cluster/firewall";
const rule = { type: "in", action: "ACCEPT" };

test("an alias is found whatever its letters, keeps its own, and can be renamed", async () => {
  await withSimulator(async (api) => {
    const path = `${base}/aliases`;
    await api.post(path, { name: "Gateway", cidr: "192.168.1.1/32" });
    const alias = { name: "Gateway", cidr: "192.168.1.1", ipversion: 4 };
    expect((await api.get(`${path}/GATEWAY`)).data).toEqual(alias);
    expect((await api.get(path)).data).toEqual([{ ...alias, digest: expect.any(String) }]);
    expect(await api.post(path, { name: "gateway", cidr: "10.0.0.1" })).toMatchObject({
      status: 400,
      errors: { name: "alias 'gateway' already exists" },
    });
    await api.put(`${path}/gateway`, { cidr: "fd00::/64", rename: "wan", comment: "out there" });
    expect((await api.get(`${path}/wan`)).data).toEqual({
      name: "wan",
      cidr: "fd00::/64",
      ipversion: 6,
      comment: "out there",
    });
    expect(await api.get(`${path}/gateway`)).toMatchObject({ status: 400, errors: { name: "no such alias" } });
    expect(await api.post(path, { name: "bad", cidr: "192.168.1.300" })).toMatchObject({
      errors: { cidr: "invalid format - value does not look like a valid IP address or CIDR network\n" },
    });
  });
});

test("a set holds networks and aliases, each once, in order", async () => {
  await withSimulator(async (api) => {
    const path = `${base}/ipset/lab`;
    await api.post(`${base}/aliases`, { name: "router", cidr: "192.168.1.1" });
    await api.post(`${base}/ipset`, { name: "lab", comment: "at home" });
    await api.post(path, { cidr: "192.168.1.155/24" });
    await api.post(path, { cidr: "router", comment: "the way out" });
    await api.post(path, { cidr: "10.0.0.1/32", nomatch: 1 });
    const digest = expect.any(String);
    expect((await api.get(path)).data).toEqual([
      { cidr: "10.0.0.1", nomatch: 1, digest },
      { cidr: "192.168.1.0/24", digest },
      { cidr: "router", comment: "the way out", digest },
    ]);
    expect(await api.post(path, { cidr: "192.168.1.7/24" })).toMatchObject({
      errors: { cidr: "address '192.168.1.0/24' already exists" },
    });
    expect(await api.post(path, { cidr: "0.0.0.0/0" })).toMatchObject({
      errors: { cidr: "a zero prefix is not allowed in ipset entries" },
    });
    expect(await api.post(path, { cidr: "nobody" })).toMatchObject({ status: 500, reason: "no such alias 'nobody'" });
    expect((await api.get(`${path}/192.168.1.0/24`)).data).toMatchObject({ cidr: "192.168.1.0/24" });
    await api.put(`${path}/192.168.1.0/24`, { comment: "all of it" });
    expect((await api.get(`${path}/192.168.1.0%2F24`)).data).toMatchObject({ comment: "all of it" });
    expect(await api.get(`${path}/10.9.9.9`)).toMatchObject({ errors: { cidr: "no such IP/Network" } });
    await api.delete(`${path}/10.0.0.1`);
    expect(await api.delete(path)).toMatchObject({ status: 500, reason: "IPSet 'lab' is not empty" });
    expect(await api.delete(`${path}?force=1`)).toMatchObject({ status: 200 });
    expect(await api.get(path)).toMatchObject({ reason: "no such IPSet 'lab'" });
  });
});

test("a set is renamed with what it holds; rules go on naming the old one", async () => {
  await withSimulator(async (api) => {
    await api.post(`${base}/ipset`, { name: "old", comment: "kept" });
    await api.post(`${base}/ipset/old`, { cidr: "10.0.0.1" });
    await api.post(`${base}/rules`, { ...rule, source: "+old" });
    await api.post(`${base}/ipset`, { name: "new", rename: "old" });
    expect((await api.get(`${base}/ipset`)).data).toMatchObject([{ name: "new", comment: "kept" }]);
    expect((await api.get(`${base}/rules/0`)).data).toMatchObject({ errors: { source: "no such ipset 'old'" } });
    expect(await api.post(`${base}/ipset`, { name: "x2", rename: "old" })).toMatchObject({
      errors: { name: "IPSet 'old' does not exist" },
    });
    expect(await api.post(`${base}/ipset`, { name: "new" })).toMatchObject({
      errors: { name: "IPSet 'new' already exists" },
    });
  });
});

test("a security group is renamed in every rule that names it, and goes only when it is empty", async () => {
  await withSimulator(async (api) => {
    const groups = `${base}/groups`;
    const places = [`${base}/rules`, "/nodes/pve/firewall/rules", "/nodes/pve/qemu/9000/firewall/rules"];
    await api.post(groups, { group: "web", comment: "pages" });
    await api.post(`${groups}/web`, { ...rule, proto: "tcp", dport: "https" });
    expect(await api.post(`${groups}/web`, { type: "group", action: "web" })).toMatchObject({
      errors: { type: "invalid rule type 'group' for rule_env 'group'" },
    });
    expect(await api.post(`${groups}/web`, { ...rule, iface: "net0" })).toMatchObject({
      errors: { type: "parameter -i not allowed for this rule type" },
    });
    for (const path of places)
      expect(await api.post(path, { type: "group", action: "web" })).toMatchObject({ status: 200 });
    expect(await api.post(groups, { group: "pages", rename: "web" })).toMatchObject({ status: 200 });
    for (const path of places) expect((await api.get(`${path}/0`)).data).toMatchObject({ action: "pages" });
    expect((await api.get(groups)).data).toEqual([{ group: "pages", comment: "pages", digest: expect.any(String) }]);
    expect((await api.get(`${groups}/pages/0`)).data).toMatchObject({ dport: "https", pos: "0" });
    expect(await api.delete(`${groups}/pages`)).toMatchObject({ reason: "Security group 'pages' is not empty" });
    await api.delete(`${groups}/pages/0`);
    expect(await api.delete(`${groups}/pages`)).toMatchObject({ status: 200 });
    expect(await api.get(`${groups}/pages`)).toMatchObject({ status: 500, reason: "no such security group 'pages'" });
  });
});

test("names of groups and sets are kept in small letters", async () => {
  await withSimulator(async (api) => {
    await api.post(`${base}/groups`, { group: "Web" });
    expect((await api.get(`${base}/groups`)).data).toMatchObject([{ group: "web" }]);
    expect(await api.get(`${base}/groups/Web`)).toMatchObject({ reason: "no such security group 'Web'" });
  });
});
