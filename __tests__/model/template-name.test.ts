import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Image } from "../../model/lab.ts";
import {
  findByTemplateName,
  formatPlainTemplateName,
  parsePlainTemplateName,
  templateName,
} from "../../model/template-name.ts";
import { images } from "./packer/images.ts";

describe("a template's name", () => {
  const number = fc.integer({ min: 0, max: 99 });
  const release = fc.tuple(number, number, number).map((parts) => `v${parts.join(".")}`);
  const label = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,40}[a-z0-9])?$/);
  const k3s = fc.option(
    fc.tuple(release, number).map(([version, build]) => `${version}+k3s${build}`),
    { nil: undefined },
  );
  const image = fc.record({
    name: label,
    os: fc.record({ name: fc.constant("alma"), version: fc.tuple(number, number).map((parts) => parts.join(".")) }),
    arch: fc.constantFrom("amd64" as const, "arm64" as const),
    k3s,
  });

  test("without k3s is read back as it was written", () => {
    fc.assert(
      fc.property(label, release, (name, version) => {
        const facts = { image: name, release: version };
        expect(parsePlainTemplateName(formatPlainTemplateName(facts))).toEqual(facts);
      }),
    );
  });

  test("is one that Proxmox takes (`dns-name`), and leads back to its image and release", () => {
    const dnsName = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?\.)*[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?$/;
    fc.assert(
      fc.property(image, release, ({ k3s, ...facts }, version) => {
        const [like] = images;
        if (!like) throw new Error("the checkout has no image");
        const { k3s: _, ...plain } = like;
        const made: Image = { ...plain, ...facts, ...(k3s !== undefined && { k3s }) };
        const name = templateName(made, version);
        expect(name).toMatch(dnsName);
        expect(findByTemplateName([made], name)).toEqual({ image: made, release: version });
      }),
    );
  });

  test.each([
    "alma9.8-k3-node-amd64-v1.36.2-k3s1-v1.0.0",
    "debian13",
    "debian13-1.0.0",
    "debian14-v1.0.0",
    "",
  ])("%j is that of no image here", (name) => expect(findByTemplateName(images, name)).toBeUndefined());
});
