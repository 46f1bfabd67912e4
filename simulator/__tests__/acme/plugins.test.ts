import { expect, test } from "@jest/globals";
import { withSimulator } from "../api.ts";

const path = "/cluster/acme/plugins";
const base64 = (text: string) => Buffer.from(text).toString("base64");

test("a plugin's data comes in base64 and is told as it reads", async () => {
  await withSimulator(async (api) => {
    const digest = expect.any(String);
    await api.post(path, {
      id: "dns1",
      type: "dns",
      api: "cf",
      data: base64("CF_Token=a\nCF_Zone_ID=b"),
      nodes: "pve",
    });
    const plugin = { plugin: "dns1", type: "dns", api: "cf", data: "CF_Token=a\nCF_Zone_ID=b", nodes: "pve" };
    expect((await api.get(`${path}/dns1`)).data).toEqual({ ...plugin, digest });
    await api.put(`${path}/dns1`, { "validation-delay": 5, data: base64("CF_Token=c"), delete: "nodes" });
    expect((await api.get(`${path}/dns1`)).data).toEqual({
      plugin: "dns1",
      type: "dns",
      api: "cf",
      data: "CF_Token=c",
      "validation-delay": 5,
      digest,
    });
    await api.delete(`${path}/dns1`);
    expect(await api.get(`${path}/dns1`)).toMatchObject({ status: 500, reason: "ACME plugin 'dns1' not defined" });
  });
});

test("the plugin that needs no setting is always there", async () => {
  await withSimulator(async (api) => {
    await api.post(path, { id: "dns1", type: "dns", api: "cf" });
    expect((await api.get(path)).data).toMatchObject([
      { plugin: "dns1" },
      { plugin: "standalone", type: "standalone" },
    ]);
    expect((await api.get(`${path}?type=standalone`)).data).toHaveLength(1);
    await api.delete(`${path}/standalone`);
    expect((await api.get(`${path}/standalone`)).data).toMatchObject({ type: "standalone" });
  });
});

test("taken names, missing and strange options and old digests are refused", async () => {
  await withSimulator(async (api) => {
    await api.post(path, { id: "dns1", type: "dns", api: "cf" });
    const refused = async (reason: string, reply: Promise<{ status: number }>) =>
      expect(await reply).toMatchObject({ status: 500, reason });
    await refused("ACME plugin ID 'dns1' already exists", api.post(path, { id: "dns1", type: "dns", api: "cf" }));
    await refused("missing value for required option 'api'", api.post(path, { id: "dns2", type: "dns" }));
    await refused("unexpected property 'api'", api.post(path, { id: "web", type: "standalone", api: "cf" }));
    await refused("ACME plugin ID 'dns2' does not exist", api.put(`${path}/dns2`, { disable: 1 }));
    await refused("unable to delete required option 'api'", api.put(`${path}/dns1`, { delete: "api" }));
    await refused("no such option 'colour'", api.put(`${path}/dns1`, { delete: "colour" }));
    await refused(
      "detected modified configuration - file changed by other user? Try again.",
      api.put(`${path}/dns1`, { digest: "0".repeat(40) }),
    );
  });
});
