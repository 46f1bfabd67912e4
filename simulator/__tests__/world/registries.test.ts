import { expect, test } from "@jest/globals";
import { defaultWorld, startSimulator } from "../../src/index.ts";

test("a world whose registry is no place is refused, with what it should be", async () => {
  const registries = [{ prefix: "docker.io", location: "http://127.0.0.1:5000" }];
  await expect(startSimulator({ world: { ...defaultWorld, registries } })).rejects.toThrow(
    'world: registry "http://127.0.0.1:5000": must be a host and perhaps a path, such as docker.io',
  );
});
