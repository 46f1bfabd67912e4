import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type DataMount, mountOf } from "../../model/container.ts";
import { digestOf, type RootSettings, rootChange, rootSettings } from "../../model/root-step.ts";
import { container } from "../constructs/container.ts";
import { forge } from "../constructs/lab.ts";

const mount = (path: string): DataMount => ({
  path,
  dataset: `tank/data/gitea/${path.slice(1).replaceAll("/", "-")}`,
  size: 2 ** 30,
  recordsize: "128K",
});
const settings = (change: Partial<RootSettings> = {}): RootSettings => ({
  id: 114,
  features: [],
  mounts: [],
  devices: [],
  owner: 100_000,
  ...change,
});
const bound = (path: string) => `${mountOf(mount(path))},mp=${path}`;

describe("what root has to set", () => {
  test("is nothing where a token is enough", () => {
    expect(rootSettings(container())).toBeUndefined();
    expect(rootSettings(container({ features: [] }))).toBeUndefined();
  });

  test("is data, features beyond nesting, and the nodes of a GPU", () => {
    const data = [mount("/srv/a")];
    expect(rootSettings(container({ data, features: ["keyctl", "nesting"], gpu: "rtx2070" }))).toEqual({
      id: 114,
      features: ["keyctl", "nesting"],
      mounts: data,
      devices: ["/dev/nvidia0", "/dev/nvidiactl", "/dev/nvidia-uvm", "/dev/nvidia-uvm-tools"],
      owner: 100_000,
      snapshots: { path: "/etc/cron.d/strata-gitea", text: "", words: "no snapshots" },
    });
  });

  test("names the driver of the GPU that its node has", () => {
    const node = { ...forge, gpus: [{ mapping: "rtx2070", driver: "550.163.01" }] };
    expect(rootSettings(container({ node, gpu: "rtx2070" }))?.gpu).toEqual({ name: "rtx2070", driver: "550.163.01" });
  });

  test("gives data of a privileged container to root itself", () => {
    expect(rootSettings(container({ data: [mount("/srv/a")], unprivileged: false }))?.owner).toBe(0);
  });
});

describe("a change by root", () => {
  test("takes the lowest places that are free", () => {
    const wanted = settings({ mounts: [mount("/srv/a"), mount("/srv/b")], devices: ["/dev/nvidia0"] });
    expect(rootChange(wanted, { mp0: "/old,mp=/old", dev1: "/dev/dri/card0" })).toMatchObject({
      set: { mp1: bound("/srv/a"), mp2: bound("/srv/b"), dev0: "/dev/nvidia0,mode=0666" },
      strange: ["mp0: /old at /old", "dev1: /dev/dri/card0"],
      refused: [],
    });
  });

  test("names features together, those that come and those that go", () => {
    expect(rootChange(settings({ features: ["keyctl", "nesting"] }), { features: "fuse=1,nesting=1" })).toMatchObject({
      set: { features: "keyctl=1,nesting=1" },
      words: ["feature +keyctl", "feature -fuse"],
    });
  });

  test("never puts other data in the place of what is mounted", () => {
    expect(rootChange(settings({ mounts: [mount("/srv/a")] }), { mp3: "/tank/old,mp=/srv/a" })).toEqual({
      set: {},
      words: [],
      strange: [],
      refused: ["mp3 has /tank/old at /srv/a, not /tank/data/gitea/srv-a"],
    });
  });

  test("is nothing once it was made, whatever it was and whatever stood there before", () => {
    const paths = fc.uniqueArray(fc.constantFrom("/srv/a", "/srv/b", "/srv/c", "/var/lib/d"));
    const features = fc.uniqueArray(fc.constantFrom("fuse", "keyctl", "nesting" as const));
    const there = fc.dictionary(fc.constantFrom("mp0", "mp2", "dev0", "dev1"), fc.constantFrom("/x,mp=/x", "/dev/y"));
    fc.assert(
      fc.property(paths, features, there, fc.boolean(), (mounts, flags, before, gpu) => {
        const wanted = settings({
          mounts: mounts.map(mount),
          features: flags as RootSettings["features"],
          devices: gpu ? ["/dev/nvidia0", "/dev/nvidiactl"] : [],
        });
        const first = rootChange(wanted, before);
        const after = { ...before, ...first.set };
        expect(Object.keys(first.set).filter((name) => name in before)).toEqual([]);
        expect(rootChange(wanted, after)).toMatchObject({ set: {}, words: [], refused: [] });
      }),
    );
  });
});

test("two settings have one digest only when they are the same", () => {
  expect(digestOf(settings())).toBe(digestOf(settings()));
  expect(digestOf(settings({ owner: 0 }))).not.toBe(digestOf(settings()));
});
