import { createHash } from "node:crypto";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { isoImage } from "../../src/iso9660/image.ts";
import { readImage } from "./read-image.ts";

const time = new Date("2026-01-02T03:04:05Z");
const image = (label: string, files: Readonly<Record<string, string>>) =>
  isoImage({ label, time, files: new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])) });

test.each(["rock ridge", "joliet"] as const)("files are found by their names of %s, in folders too", (names) => {
  const files = {
    "openstack/content/0000": "auto lo\n",
    "openstack/latest/meta_data.json": "{}",
    "openstack/latest/user_data": "x".repeat(5000),
    "openstack/latest/vendor_data.json": "",
  };
  expect(readImage(image("config-2", files), names)).toEqual({ label: "config-2", files });
});

test("whatever a drive of cloud-init holds is read back", () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,14}(\.[a-z]{1,4})?$/);
  const files = fc.dictionary(name, fc.string({ maxLength: 5000 }), { maxKeys: 6, noNullPrototype: true });
  fc.assert(
    fc.property(files, (some) => {
      for (const names of ["rock ridge", "joliet"] as const)
        expect(readImage(image("cidata", some), names).files).toEqual(some);
    }),
  );
});

test("the same content makes the same bytes, and other content others", () => {
  const sha256 = (text: string) =>
    createHash("sha256")
      .update(image("cidata", { "user-data": text }))
      .digest("hex");
  expect(sha256("#cloud-config\n")).toBe(sha256("#cloud-config\n"));
  expect(sha256("#cloud-config\n")).not.toBe(sha256("#cloud-config \n"));
});
