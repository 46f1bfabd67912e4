import { expect, test } from "@jest/globals";
import env from "../../../scripts/commands/env.ts";
import { shellExports } from "../../../toolchain/environment.ts";
import { labFolder } from "../../model/lab-folder.ts";
import { toolchainTimeout } from "../../tofu.ts";

test(
  "a machine is told the same variables as a shell",
  async () => {
    const input = { arguments: [], options: {}, site: "home", root: labFolder(), say: () => {} };
    const { text, facts } = await env.run(input);
    expect(facts).toMatchObject({ SITE: "home", TF_CLI_CONFIG_FILE: expect.any(String) });
    expect(text).toBe(shellExports(facts as Record<string, string>));
  },
  toolchainTimeout,
);
