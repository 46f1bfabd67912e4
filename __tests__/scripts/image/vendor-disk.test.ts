import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { vendorDisk } from "../../../scripts/image/vendor-disk.ts";
import { Vendor } from "./vendor.ts";

let root: string;
let vendor: Vendor;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "strata-vendor-"));
  mkdirSync(join(root, "images/debian13/releases"), { recursive: true });
  vendor = await Vendor.open();
});
afterEach(async () => {
  await vendor.close();
  rmSync(root, { recursive: true });
});

/** The file of a release that was made of a disk. */
function made(sha256: string, url = `${vendor.url}/13/debian.qcow2`): void {
  const built = `built: { builder: cloud-download, url: "${url}" }`;
  writeFileSync(join(root, "images/debian13/releases/v1.0.0.yaml"), `digest: sha256:${sha256}\n${built}\n`);
}

const fetched = () => vendorDisk(root, { artifact: join(root, "build/v1.0.0") }, "debian13", "v1.0.0");

test("the disk of a release is fetched once, and booted only as it was promised", async () => {
  const sha256 = vendor.publish("one");
  made(sha256);
  const file = join(root, "build/v1.0.0.vendor.qcow2");
  const expected = {
    disk: { file, manifest: { release: "v1.0.0", format: "qcow2" } },
    digest: `sha256:${sha256}`,
  };
  expect(await fetched()).toEqual(expected);
  vendor.publish("another");
  expect(await fetched()).toEqual(expected);
});

test("another disk than the promised one is refused, and nothing of it is kept", async () => {
  made("ab".repeat(32));
  const sha256 = vendor.publish("one");
  await expect(fetched()).rejects.toMatchObject({
    exit: 3,
    message: `${vendor.url}/13/debian.qcow2 is sha256:${sha256} and the release promises sha256:${"ab".repeat(32)}; nothing was kept: compare both with the vendor's list`,
  });
  expect(readdirSync(join(root, "build"))).toEqual([]);
});

test("a vendor that does not answer, and a release that is not made, are told in one line", async () => {
  made("ab".repeat(32), "http://localhost:1/debian.qcow2");
  await expect(fetched()).rejects.toMatchObject({ exit: 4, message: /^http:\S+ cannot be fetched \(.+\); see that/ });
  writeFileSync(join(root, "images/debian13/releases/v1.0.0.yaml"), `digest: sha256:${"ab".repeat(32)}\n`);
  await expect(fetched()).rejects.toMatchObject({
    exit: 1,
    message: "debian13 v1.0.0 is not made yet; `scripts/create-template debian13` makes it",
  });
});
