import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { loadLab } from "../../../model/load.ts";
import { neededPrivileges } from "../../../model/privileges.ts";
import { recordTest } from "../../../scripts/image/release-file.ts";
import { Api } from "../../../simulator/__tests__/api.ts";
import { toolchainTimeout } from "../../tofu.ts";
import { ImageLab } from "./image-lab.ts";
import { ImageTarget } from "./image-target.ts";
import { Vendor } from "./vendor.ts";

let lab: ImageLab;
let target: ImageTarget;
let vendor: Vendor;
beforeEach(async () => {
  vendor = await Vendor.open();
  lab = await ImageLab.make();
});
afterEach(async () => {
  await target?.close();
  await vendor.close();
  lab.remove();
});

/** Pins a version of the vendor's disk as the image `vendors`. */
function pin(version: string, sha256: string): void {
  lab.write(
    "images/vendors/image.yaml",
    `os: { name: debian, version: "13" }
arch: amd64
firmware: uefi
machine: q35
cpu: x86-64-v1
disk: 2GiB
base: { url: "${vendor.url}/${version}/debian.qcow2", sha256: ${sha256}, version: "${version}" }
builders: [cloud-download]
guarantees: [cloud-init, python, sudo]
`,
  );
}

/** A machine that is cloned from a release. */
const web = (release: string) => `kind: vm
id: 211
node: asus
image: vendors@${release}
cores: 2
memory: 1GiB
disk: 4GiB
address: 192.168.88.61
`;

async function strata(...words: string[]) {
  const { exitCode, stdout, stderr } = await lab.strata(words);
  return { exit: exitCode, said: String(stdout), complained: String(stderr) };
}

async function done(...words: string[]): Promise<void> {
  const { exit, complained } = await strata(...words);
  expect({ exit, complained: exit === 0 ? "" : complained }).toEqual({ exit: 0, complained: "" });
}

const outputs = async () => JSON.parse(String((await lab.strata(["output", "images", "--json"])).stdout || "null"));

/** Lets the lab come with a token that may do what its stacks are said to need, and nothing else. */
async function withNarrowToken(): Promise<void> {
  const api = new Api(target.simulator);
  const home = loadLab(lab.root, "home");
  const needs = neededPrivileges(home, { guests: home.guests, platform: false, images: true }, 9);
  await api.post("/access/users", { userid: "strata@pve" });
  const { data } = await api.post("/access/users/strata@pve/token/ci", { privsep: 0 });
  for (const [index, path] of [...new Set(needs.map((need) => need.path))].entries()) {
    const privs = needs.filter((need) => need.path === path).map(({ privilege }) => privilege);
    await api.post("/access/roles", { roleid: `Narrow${index}`, privs: privs.join(",") });
    await api.put("/access/acl", { path, roles: `Narrow${index}`, users: "strata@pve" });
  }
  api.close();
  const ready = JSON.parse(lab.read("ready.json"));
  lab.write("ready.json", JSON.stringify({ ...ready, apiToken: `strata@pve!ci=${data.value}` }));
}

test(
  "a vendor's disk is fetched, checked, made a template and cloned byte for byte, with a token that may do just that",
  async () => {
    const sha256 = vendor.publish("one");
    pin("20260914", "ab".repeat(32));
    await done("image", "place", "vendors");
    lab.write("personas/home/web.yaml", web("v1.0.0"));
    await lab.commit("A vendor's image, and who is cloned from it");
    target = await ImageTarget.for(lab);
    await withNarrowToken();

    const wrong = await strata("apply", "images", "--only", "vendors");
    expect(wrong.exit).toBe(5);
    expect(wrong.complained).toMatch(
      new RegExp(
        `^images: apply failed: .*checksum mismatch: got '${sha256}' != expect '(ab){32}'; what was fetched is not what is pinned, .*$`,
        "m",
      ),
    );
    expect([await target.machines(), await target.volumes("local"), await outputs()]).toEqual([[], [], null]);

    pin("20260914", sha256);
    await done("apply", "images", "--only", "vendors");
    const made = { template_name: "vendors-v1.0.0", vm_id: 9000, version: "v1.0.0", digest: `sha256:${sha256}` };
    expect(await outputs()).toEqual({ vendors: made });
    expect(lab.read("images/vendors/releases/v1.0.0.yaml")).toMatch(
      new RegExp(
        `^digest: sha256:${sha256}\nbuilt: .* builder: cloud-download, base: sha256:${sha256},.* url: http`,
        "m",
      ),
    );
    expect(await strata("plan", "images")).toMatchObject({ exit: 0, said: "images (home): no changes" });

    await done("apply", "web");
    const disk =
      Object.entries(await target.config(211))
        .find(([key]) => key === "scsi0")?.[1]
        .split(",")[0] ?? "";
    expect(target.simulator.content("asus", disk)).toMatchObject({ size: 4 * 2 ** 30, sha256 });
    expect(await strata("plan", "web")).toMatchObject({ exit: 0 });

    const untested = await strata("promote", "vendors", "--to", "candidate");
    expect(untested).toMatchObject({ exit: 3, complained: expect.stringContaining("has not passed its boot test") });
    await recordTest(lab.root, "vendors", "v1.0.0", `sha256:${sha256}`);
    await done("promote", "vendors", "--to", "candidate");
    expect(lab.read("images/vendors/channels.yaml")).toContain("candidate: v1.0.0");
    expect(await strata("plan", "images")).toMatchObject({ exit: 0 });
  },
  toolchainTimeout,
);

test(
  "another version is another release, beside the one before, which stays until it is retired",
  async () => {
    pin("20260914", vendor.publish("one"));
    await done("image", "place", "vendors");
    await lab.commit("A vendor's image");
    target = await ImageTarget.for(lab);
    expect((await lab.cdktf(["deploy", "images", "--auto-approve"])).exitCode).toBe(0);
    expect(await strata("plan", "images")).toMatchObject({ exit: 0 });

    pin("20261001", vendor.publish("two"));
    await done("apply", "images");
    expect(await target.machines()).toEqual([
      { vmid: 9000, name: "vendors-v1.0.0", template: 1 },
      { vmid: 9001, name: "vendors-v1.0.1", template: 1 },
    ]);
    expect((await outputs()).vendors).toMatchObject({ version: "v1.0.1", vm_id: 9001 });
    expect(await strata("plan", "images")).toMatchObject({ exit: 0 });

    await target.destroy(9001);
    expect(await strata("apply", "images")).toMatchObject({ exit: 0 });
    expect(await target.machines()).toHaveLength(2);
    expect(await strata("plan", "images")).toMatchObject({ exit: 0 });

    // As `strata image gc` leaves it.
    await target.destroy(9000);
    const file = "images/vendors/releases/v1.0.0.yaml";
    lab.write(file, `${lab.read(file)}retired: 2026-11-21T17:00:00Z\n`);
    expect(await strata("plan", "images")).toMatchObject({ exit: 2 });
    await done("apply", "images");
    expect(await target.volumes("local")).toEqual(["local:import/vendors-v1.0.1.qcow2"]);
    expect(await strata("plan", "images")).toMatchObject({ exit: 0 });
  },
  toolchainTimeout,
);

test(
  "what was cut short is made anew by the next apply, and names nothing before it is whole",
  async () => {
    pin("20260914", vendor.publish("one"));
    await done("image", "place", "vendors");
    await lab.commit("A vendor's image");
    target = await ImageTarget.for(lab);

    target.simulator.fault({ fault: "task-fails", task: "qmtemplate", text: "no space left", times: 1 });
    expect(await strata("apply", "images")).toMatchObject({ exit: 5 });
    expect(await outputs()).toBeNull();
    expect(lab.read("images/vendors/releases/v1.0.0.yaml")).not.toContain("built");
    await done("apply", "images");
    expect(await target.machines()).toEqual([{ vmid: 9000, name: "vendors-v1.0.0", template: 1 }]);
    expect(await strata("plan", "images")).toMatchObject({ exit: 0 });

    // Somebody else came first.
    pin("20261001", vendor.publish("two"));
    await target.create(9001, "somebody");
    const taken = await strata("apply", "images");
    expect(taken.exit).toBe(5);
    expect(taken.complained).toMatch(
      /^images: plan failed: Resource precondition failed: number 9001 is taken by somebody; write a free one into images\/vendors\/releases\/v1.0.1.yaml \(`strata image place` makes that file\), or look who made that one; all of it: .*$/m,
    );
    expect((await outputs()).vendors).toMatchObject({ version: "v1.0.0" });
    await target.destroy(9001);
    await done("apply", "images");
    expect((await outputs()).vendors).toMatchObject({ version: "v1.0.1" });
  },
  toolchainTimeout,
);

test("whoever builds or uploads it is told who fetches it", async () => {
  pin("20260914", "ab".repeat(32));
  for (const action of ["build", "upload"])
    expect(await strata("image", action, "vendors")).toEqual({
      exit: 1,
      said: "",
      complained:
        "vendors is not built: Proxmox fetches its disk from the vendor; `scripts/create-template vendors` makes the template",
    });
});
