/** What the program is made of, as one module with the library under it: a lab is read, and its stacks are built. */
export { StrataError } from "../model/exit.ts";
export { imageBuilds } from "../model/image-builds.ts";
export { loadLab } from "../model/load.ts";
export { systemFault } from "../model/system-fault.ts";
export { labStacks } from "./stacks/lab-stacks.ts";
export { writeStacks } from "./write-stacks.ts";
