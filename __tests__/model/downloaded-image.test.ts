import { expect, test } from "@jest/globals";
import type { DownloadedImage } from "../../model/downloaded-image.ts";
import { imageBuilds } from "../../model/image-builds.ts";
import { loadLab } from "../../model/load.ts";
import { labFolder } from "./lab-folder.ts";

const sum = (digit: string) => digit.repeat(64);
const image = (version: string, digit: string) => `os: { name: debian, version: "13" }
arch: amd64
firmware: uefi
machine: q35
cpu: x86-64-v2
disk: 8GiB
guarantees: [agent, cloud-init, python, sudo]
base: { url: "https://images.example/${version}/debian.img", sha256: "${sum(digit)}", version: "${version}" }
builders: [cloud-download]
`;

/** The file of a release; `built` is what the step of the stack writes once its templates stand. */
function release(name: string, places: readonly string[], built?: { version: string; digit: string; recipe?: string }) {
  const digest = `sha256:${sum(built?.digit ?? "a")}`;
  const lines = [`name: ${name}`, "disk: 8GiB", `digest: ${digest}`];
  if (built)
    lines.push(
      `built: { at: 2026-11-21T17:00:00Z, commit: ${"c".repeat(40)}, dirty: false, builder: cloud-download, base: "${digest}", recipe: "sha256:${built.recipe ?? sum("f")}", url: "https://images.example/${built.version}/debian.img" }`,
    );
  return [...lines, "templates:", ...places.map((place) => `  - { site: home, ${place} }`), ""].join("\n");
}

const onAsus = (id: number) => `node: asus, storage: tank, id: ${id}`;
const onNuc = (id: number) => `node: nuc, storage: fast, id: ${id}`;

function downloads(files: Readonly<Record<string, string>>): DownloadedImage[] {
  const root = labFolder(files);
  return imageBuilds(root, loadLab(root, "home"), undefined).filter((build) => build.builder === "cloud-download");
}

/** A second image, of which only `image.yaml` and one release are there. */
const other = (file: string, text: string) => ({ [`images/debian12/${file}`]: text });

test("a release that has its place and is not made yet is made of what the recipe pins", () => {
  const [made] = downloads({
    ...other("image.yaml", image("12.1", "b")),
    ...other("releases/v1.0.0.yaml", release("debian12-v1.0.0", [onAsus(9020), onNuc(9021)])),
  });
  expect(made).toMatchObject({ image: "debian12", kept: [] });
  expect(made?.current).toEqual({
    release: "v1.0.0",
    template: "debian12-v1.0.0",
    url: "https://images.example/12.1/debian.img",
    checksum: `sha256:${sum("b")}`,
    disk: 8 * 2 ** 30,
    releaseFile: "images/debian12/releases/v1.0.0.yaml",
    places: [
      { node: "asus", storage: "tank", id: 9020, landing: "local" },
      { node: "nuc", storage: "fast", id: 9021, landing: "local" },
    ],
  });
});

test("after another version is pinned, what was made keeps its own disk, and the next stands where it stood", () => {
  const [made] = downloads({
    ...other("image.yaml", image("12.2", "b")),
    ...other(
      "releases/v1.0.0.yaml",
      release("debian12-v1.0.0", [onAsus(9000), onNuc(9002)], { version: "12.1", digit: "a" }),
    ),
  });
  expect(made?.kept).toMatchObject([
    { release: "v1.0.0", url: "https://images.example/12.1/debian.img", checksum: `sha256:${sum("a")}` },
  ]);
  expect(made?.current).toMatchObject({
    release: "v1.0.1",
    template: "debian12-v1.0.1",
    url: "https://images.example/12.2/debian.img",
    places: [
      { node: "asus", storage: "tank", id: 9003 },
      { node: "nuc", storage: "fast", id: 9004 },
    ],
  });
});

test("two images that are both to have a next release get different numbers", () => {
  const built = { version: "12.1", digit: "a" };
  const builds = downloads({
    ...other("image.yaml", image("12.2", "b")),
    ...other("releases/v1.0.0.yaml", release("debian12-v1.0.0", [onAsus(9020)], built)),
    "images/ubuntu/image.yaml": image("12.2", "b"),
    "images/ubuntu/releases/v1.0.0.yaml": release("ubuntu-v1.0.0", [onAsus(9021)], built),
  });
  const next = builds.filter(({ current }) => current.release === "v1.0.1").map(({ current }) => current.places[0]?.id);
  expect(next).toEqual([9000, 9002]);
});

test("a retired release is none, and an image without a place on the site has no part in its stack", () => {
  const file = release("debian12-v1.0.0", [onAsus(9020)], { version: "12.1", digit: "a" });
  const retired = `${file}retired: 2026-11-21T18:00:00Z\n`;
  const names = (files: Record<string, string>) =>
    downloads({ ...other("image.yaml", image("12.1", "a")), ...files }).map((build) => build.image);
  expect(names(other("releases/v1.0.0.yaml", file))).toEqual(["debian12", "debian13"]);
  expect(names(other("releases/v1.0.0.yaml", retired))).toEqual(["debian13"]);
  expect(names({})).toEqual(["debian13"]);
});
