import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { checkout } from "../model/packer/images.ts";

test("packer/alma9-k3s-optimized/scripts leads to the image's own steps (002 R8.4, R8.5)", () => {
  expect(readdirSync(join(checkout, "packer/alma9-k3s-optimized/scripts")).sort()).toEqual(["k3s.sh", "openscap.sh"]);
});
