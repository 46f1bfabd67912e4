import { afterAll, beforeAll, expect } from "@jest/globals";
import { execaSync } from "execa";
import { loadLab } from "../../../model/load.ts";
import { Api } from "../../../simulator/__tests__/api.ts";
import { resolveToolchain } from "../../../toolchain/resolve.ts";
import { testNeeding } from "../../needs.ts";
import { toolchainTimeout } from "../../tofu.ts";
import { LivingLab } from "../promote/living-lab.ts";

const withSsh = testNeeding("OpenSSH's client", execaSync("ssh", ["-V"], { reject: false }).exitCode === 0);
const home = new LivingLab({});

beforeAll(async () => {
  await resolveToolchain();
  await home.start();
}, toolchainTimeout);

afterAll(() => home.end());

withSsh(
  "every guest of the home lab comes up on a host that has none, and then nothing is left to do",
  async () => {
    const { guests } = loadLab(home.root, "home");
    for (const { name } of guests) {
      const { exit, text } = await home.strata("apply", name);
      expect([name, exit, text.match(/.*(failed|refused).*/)?.[0]]).toEqual([name, 0, undefined]);
    }
    const { text } = await home.strata("plan", "--all");
    const unchanged = text.match(/^\S+(?= \(home\): no changes$)/gm);
    expect(unchanged).toEqual(expect.arrayContaining(guests.map(({ name }) => name)));
    expect(await living()).toEqual(guests.map(({ name, id, node }) => `${id} ${name} on ${node.name}: running`).sort());
  },
  600_000,
);

interface Seen {
  readonly vmid: number;
  readonly name: string;
  readonly node: string;
  readonly status: string;
  readonly template: number;
}

/** What the host says of its guests, templates aside. */
async function living(): Promise<string[]> {
  const { data } = await new Api(home.simulator).get("/cluster/resources?type=vm");
  return (data as Seen[])
    .filter(({ template }) => !template)
    .map(({ vmid, name, node, status }) => `${vmid} ${name} on ${node}: ${status}`)
    .sort();
}
