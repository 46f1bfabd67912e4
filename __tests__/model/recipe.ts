import type { Recipe } from "../../model/recipe.ts";

/** A recipe for images in tests to which it does not matter how they are built. */
export const anyRecipe: Recipe = {
  base: {
    from: "download",
    medium: "disk",
    url: "https://images.example/9.8/disk.qcow2",
    checksum: `sha256:${"0".repeat(64)}`,
    version: "9.8",
  },
  builders: ["cloud-download"],
  provisioners: [],
  hardening: false,
  placeholders: [],
};
