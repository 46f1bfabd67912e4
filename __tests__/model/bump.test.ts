import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import { behindStable } from "../../model/behind.ts";
import { bumpBase } from "../../model/bump.ts";
import { parseChecksums } from "../../model/checksums.ts";
import { replaceValues } from "../../model/files/replace-values.ts";
import type { Release } from "../../model/lab.ts";
import { imageNamed } from "./packer/images.ts";

const digest = (digit: string) => digit.repeat(64);
const alma = imageNamed("alma9-k3s-optimized");

describe("a list of checksums", () => {
  test("is read in both forms, with or without a signature around it", () => {
    const text = [
      "-----BEGIN PGP SIGNED MESSAGE-----",
      "# AlmaLinux-9.9-x86_64-boot.iso: 1519271936 bytes",
      `SHA256 (AlmaLinux-9.9-x86_64-boot.iso) = ${digest("A")}`,
      `${digest("b")} *./ubuntu.img`,
      `${digest("c")}${digest("c")}  debian.qcow2`,
      "-----BEGIN PGP SIGNATURE-----",
      "iQIzBAEBCAAdFiEE",
    ].join("\r\n");
    expect(parseChecksums(text)).toEqual([
      { file: "AlmaLinux-9.9-x86_64-boot.iso", algorithm: "sha256", digest: digest("a") },
      { file: "ubuntu.img", algorithm: "sha256", digest: digest("b") },
      { file: "debian.qcow2", algorithm: "sha512", digest: digest("c").repeat(2) },
    ]);
  });
});

describe("a newer base", () => {
  const list = (...versions: string[]) =>
    versions.map((version, index) => ({
      file: `AlmaLinux-${version}-x86_64-boot.iso`,
      algorithm: "sha256" as const,
      digest: digest(String(index)),
    }));

  test("is the highest version in the form of the present one", () => {
    const { summary, changes, remarks } = bumpBase(alma, list("9-latest", "9.10", "9.9", "10.1-beta", "9.7"));
    expect(summary).toBe("base 9.8 → 9.10");
    expect(changes.map(({ path, value }) => [path.join("."), value])).toEqual([
      ["os.version", "9.10"],
      ["base.url", "https://repo.almalinux.org/almalinux/9.10/isos/x86_64/AlmaLinux-9.10-x86_64-boot.iso"],
      ["base.sha256", digest("1")],
      ["base.version", "9.10"],
    ]);
    expect(remarks).toEqual(["images/alma9-k3s-optimized/http/ks.cfg still says 9.8"]);
  });

  test("is none where the list has only older ones", () => {
    expect(() => bumpBase(alma, list("9.7"))).toThrow("the list does not name AlmaLinux-9.8-x86_64-boot.iso");
  });

  test("of the same version under another checksum is refused", () => {
    expect(() => bumpBase(alma, list("9.8"))).toThrow("the list has another checksum for the version");
  });

  test("is not taken from a list of another kind of checksum", () => {
    expect(() =>
      bumpBase(imageNamed("ubuntu2404"), [
        { file: "ubuntu-24.04-server-cloudimg-amd64.img", algorithm: "sha512", digest: digest("1").repeat(2) },
      ]),
    ).toThrow("the list has sha512 and image.yaml sha256; take the other list of the vendor");
  });
});

test("replacing values leaves every other byte as it is", () => {
  const text = `# top\na: { b: "1", c: 'two' } # beside\n\nd:\n  - plain # why\n  - 20260914-2601\n`;
  const written = replaceValues(text, [
    { path: ["a", "c"], value: "it's" },
    { path: ["d", 0], value: "9.10" },
    { path: ["a", "b"], value: "a longer one" },
  ]);
  expect(written).toBe(
    `# top\na: { b: "a longer one", c: 'it''s' } # beside\n\nd:\n  - "9.10" # why\n  - 20260914-2601\n`,
  );
});

test("a replaced value is read back as it was given", () => {
  const word = fc.stringMatching(/^[a-z0-9][a-z0-9.+-]{0,20}$/);
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), word, fc.nat(), (words, value, at) => {
      const index = at % words.length;
      const written = replaceValues(stringify({ words: words.map(String) }), [
        { path: ["words", index], value: `v${value}` },
      ]);
      expect(parse(written).words).toEqual(words.with(index, `v${value}`));
    }),
  );
});

test("a guest is behind by the releases between its own and what is stable", () => {
  const release = (version: string, retired?: string) => ({ version, ...(retired && { retired }) }) as Release;
  const releases = ["v1.0.0", "v1.2.0", "v1.10.0", "v1.10.0", "v2.0.0"].map((version) => release(version));
  const image = {
    releases: [...releases, release("v1.5.0", "2026-11-21T17:00:00Z")],
    channels: { stable: "v1.10.0", promotions: [] },
  };
  expect(["v1.0.0", "v1.2.0", "v1.10.0", "v2.0.0"].map((version) => behindStable(image, version))).toEqual([
    2, 1, 0, 0,
  ]);
  expect(behindStable({ releases, channels: { promotions: [] } }, "v1.0.0")).toBe(0);
});
