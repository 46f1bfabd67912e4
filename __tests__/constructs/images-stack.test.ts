import { expect, test } from "@jest/globals";
import type { ImageBuild } from "../../model/image-builds.ts";
import { lab } from "./lab.ts";
import { synth } from "./synth.ts";

const build: ImageBuild = {
  image: "debian13",
  release: "v1.1.0",
  template: "debian13-v1.1.0",
  node: "asus",
  inputs: "sha256:ab",
  releaseFile: "images/debian13/releases/v1.1.0.yaml",
};

test("an image becomes a step that runs for other inputs or a missing template, and an output read after it", () => {
  const { images } = synth(lab([]), [build]);
  const [name = ""] = Object.keys(images?.resource.null_resource ?? {});
  const data = Object.values(images?.data as Record<string, object>)[0] as Record<string, Record<string, unknown>>;
  const [standing = ""] = Object.keys(data);
  const step = images?.resource.null_resource?.[name];
  expect(step).toMatchObject({
    triggers: {
      release: "v1.1.0",
      inputs: "sha256:ab",
      template: `\${length(data.proxmox_virtual_environment_vms.${standing}.vms) > 0 ? "stands" : substr("stands\${timestamp()}", 0, 6)}`,
    },
    provisioner: [
      {
        "local-exec": {
          command: `node "$\${STRATA_PROGRAM:-scripts/strata.mjs}" image provide debian13 v1.1.0 --site home`,
          working_dir: "../../..",
        },
      },
    ],
  });
  expect(data[standing]).toMatchObject({
    node_name: "asus",
    filter: [
      { name: "name", values: ["debian13-v1.1.0"] },
      { name: "template", values: ["true"] },
    ],
  });
  const file = `file(null_resource.${name}.id == "" ? "" : "../../../images/debian13/releases/v1.1.0.yaml")`;
  expect(images?.output).toMatchObject({
    debian13: {
      value: {
        template_name: `\${yamldecode(${file}).name}`,
        vm_id: `\${one([for place in yamldecode(${file}).templates : place.id if place.site == "home" && place.node == "asus"])}`,
        version: `\${null_resource.${name}.id == "" ? "" : "v1.1.0"}`,
        digest: `\${yamldecode(${file}).digest}`,
      },
    },
  });
});

test("a site for which nothing is built has no stack images", () => {
  expect(Object.keys(synth(lab([])))).toEqual([]);
});
