import type { CommandGroup } from "../command.ts";

/** `strata image …`: what is baked, and how it comes to be. */
export default {
  actions: {
    list: {
      summary: "Show each image, its releases and channels, who uses which, and what is stale",
      load: () => import("./image/list.ts"),
    },
    new: { summary: "Begin a new image: one folder with its image.yaml", load: () => import("./image/new.ts") },
    place: {
      summary: "Give an image its place: number, node and storage of the template that the stack images makes",
      load: () => import("./image/place.ts"),
    },
    build: {
      summary: "Build a release with Packer, and record what it was built from",
      load: () => import("./image/build.ts"),
    },
    upload: { summary: "Make a template of a built release on its node", load: () => import("./image/upload.ts") },
    test: {
      summary: "Boot a clone of a built release and have it prove what it promises",
      load: () => import("./image/test.ts"),
    },
    provide: {
      summary: "Build and upload what is missing, as the stack images does",
      load: () => import("./image/provide.ts"),
    },
    bump: {
      summary: "Propose a newer base or k3s from a list of checksums",
      load: () => import("./image/bump.ts"),
    },
    gc: {
      summary: "Retire the releases that nobody uses and no channel names",
      load: () => import("./image/gc.ts"),
    },
  },
} satisfies CommandGroup;
