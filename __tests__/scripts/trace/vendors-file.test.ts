import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { trace } from "../../../scripts/trace/trace.ts";
import { labFolder } from "../../model/lab-folder.ts";

test("a vendor's disk is traced by the checksum that the vendor publishes, SHA-512 too", async () => {
  const sha512 = createHash("sha512").update("a disk").digest("hex");
  const release = "images/debian13/releases/v1.2.0.yaml";
  const place = "{ site: home, node: asus, storage: tank, id: 9012 }";
  const root = labFolder({
    [release]: `name: debian13-v1.2.0\ndisk: 8GiB\ndigest: sha512:${sha512}\ntemplates: [${place}]\n`,
  });
  writeFileSync(join(root, "debian-13.qcow2"), "a disk");
  expect(await trace(root, "home", "debian-13.qcow2")).toMatchObject({
    kind: "file",
    release: { image: "debian13", version: "v1.2.0", file: release },
  });
});
