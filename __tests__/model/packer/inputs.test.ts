import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Image } from "../../../model/lab.ts";
import { loadLab } from "../../../model/load.ts";
import { buildInputs, type InputsRequest } from "../../../model/packer/inputs.ts";
import { checkout } from "./images.ts";

let lab: string;

beforeEach(() => {
  lab = mkdtempSync(join(tmpdir(), "strata-inputs-"));
  for (const folder of ["images", "personas", "ansible"])
    cpSync(join(checkout, folder), join(lab, folder), { recursive: true });
});
afterEach(() => rmSync(lab, { recursive: true, force: true }));

const packer: InputsRequest = { builder: "qemu", packer: "built-in", tools: { packer: "1.6.6" } };

describe("the inputs of an image", () => {
  test("are its steps, what a playbook uses, its base and the tools", () => {
    const { files, base, tools, digest } = inputs("debian13-docker");
    expect(Object.keys(files)).toEqual([
      "ansible/roles/docker/files/daemon.json",
      "ansible/roles/docker/handlers/main.yaml",
      "ansible/roles/docker/meta/main.yaml",
      "ansible/roles/docker/tasks/main.yaml",
      "images/debian13-docker/playbooks/docker.yaml",
      "images/shared/cleanup.sh",
      "images/shared/guest-agent.sh",
      "images/shared/updates.sh",
    ]);
    expect(base).toMatch(/^sha512:a733e7/);
    expect(tools).toEqual({ packer: "1.6.6" });
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  test("are the same where only a comment or a release changed", () => {
    const before = inputs("debian13-docker").digest;
    appendFileSync(join(lab, "images/debian13-docker/image.yaml"), "# a remark\n");
    mkdirSync(join(lab, "images/debian13-docker/releases"));
    expect(inputs("debian13-docker").digest).toBe(before);
  });

  test.each([
    ["a step", "images/shared/updates.sh"],
    ["a role", "ansible/roles/docker/tasks/main.yaml"],
    ["a playbook", "images/debian13-docker/playbooks/docker.yaml"],
  ])("are others where %s changed", (_, file) => {
    const before = inputs("debian13-docker").digest;
    appendFileSync(join(lab, file), "# changed\n");
    expect(inputs("debian13-docker").digest).not.toBe(before);
  });

  test("are others where the answers, the base, the disk, a tool or the builder changed", () => {
    const alma = image("alma9-k3s-optimized");
    const { kickstart } = alma.recipe;
    if (!kickstart) throw new Error("alma has no answers");
    const variants: [Image, InputsRequest][] = [
      [alma, packer],
      [{ ...alma, disk: alma.disk * 2 }, packer],
      [
        { ...alma, recipe: { ...alma.recipe, kickstart: { ...kickstart, text: `${kickstart.text}# changed\n` } } },
        packer,
      ],
      [alma, { ...packer, tools: { packer: "1.9.0" } }],
      [alma, { ...packer, packer: "plugins" }],
      [alma, { ...packer, packer: "plugins", builder: "proxmox-iso" }],
    ];
    const digests = variants.map(([changed, request]) => buildInputs(lab, changed, request).digest);
    expect(new Set(digests).size).toBe(variants.length);
  });

  test("of a vendor's disk are its checksum and the shape of the template", () => {
    const { files, base } = inputs("debian13", { ...packer, builder: "cloud-download" });
    expect([files, base.slice(0, 13)]).toEqual([{}, "sha512:a733e7"]);
  });

  test("of a base made from packages are the files that make it", () => {
    const debian = image("debian13-docker");
    mkdirSync(join(lab, "images/debian13-docker/base/etc"), { recursive: true });
    writeFileSync(join(lab, "images/debian13-docker/base/etc/fstab"), "");
    const base = { from: "packages", medium: "disk", suite: "trixie", version: "13" } as const;
    const { files, base: told } = buildInputs(lab, { ...debian, recipe: { ...debian.recipe, base } }, packer);
    expect(files).toHaveProperty(["images/debian13-docker/base/etc/fstab"]);
    expect(told).toBe("packages:trixie");
  });
});

test("the inputs of twenty images take less than 200 ms of a processor", () => {
  const alma = image("debian13-docker");
  buildInputs(lab, alma, packer);
  const start = process.cpuUsage();
  for (let count = 0; count < 20; count += 1) buildInputs(lab, alma, packer);
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1000).toBeLessThan(200);
});

function image(name: string): Image {
  const found = loadLab(lab, "home").images.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`no image ${name}`);
  return found;
}

function inputs(name: string, request = packer) {
  return buildInputs(lab, image(name), request);
}
