import { expect, test } from "@jest/globals";
import type { ImageBuild } from "../../model/image-builds.ts";
import { lab } from "./lab.ts";
import { synth } from "./synth.ts";

const build: ImageBuild = {
  builder: "qemu",
  image: "debian13",
  release: "v1.1.0",
  template: "debian13-v1.1.0",
  nodes: ["asus", "nuc"],
  inputs: "sha256:ab",
  releaseFile: "images/debian13/releases/v1.1.0.yaml",
};

test("an image becomes a step that runs for other inputs or a missing template, and an output read after it", () => {
  const { images } = synth(lab([]), [build]);
  const [name = ""] = Object.keys(images?.resource.null_resource ?? {});
  const data = Object.values(images?.data as Record<string, object>)[0] as Record<string, Record<string, unknown>>;
  const found = Object.keys(data).map((each) => `length(data.proxmox_virtual_environment_vms.${each}.vms) > 0`);
  const record = "../../../images/debian13/releases/v1.1.0.yaml";
  const stands = `${found.join(" && ")} && can(yamldecode(file("${record}")).built.at)`;
  const step = images?.resource.null_resource?.[name];
  expect(step).toMatchObject({
    triggers: {
      release: "v1.1.0",
      inputs: "sha256:ab",
      template: `\${${stands} ? "stands" : substr("stands\${timestamp()}", 0, 6)}`,
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
  const filter = [
    { name: "name", values: ["debian13-v1.1.0"] },
    { name: "template", values: ["true"] },
  ];
  expect(Object.values(data)).toMatchObject(build.nodes.map((node) => ({ node_name: node, filter })));
  const file = `file(null_resource.${name}.id == "" ? "" : "${record}")`;
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
  expect(Object.keys(synth(lab([])))).not.toContain("images");
});
