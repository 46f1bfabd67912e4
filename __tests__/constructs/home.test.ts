import { expect, test } from "@jest/globals";
import { loadLab } from "../../model/load.ts";
import { checkout } from "../main/program.ts";
import { synth } from "./synth.ts";

const stacks = synth(loadLab(checkout, "home"));

test.each(Object.keys(stacks))("the whole stack %s is what it was", (name) => {
  expect(stacks[name]).toMatchSnapshot();
});
