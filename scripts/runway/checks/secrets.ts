import { existsSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { exitCodes } from "../../../model/exit.ts";
import { type Check, fail, pass } from "../../target/check.ts";
import { secretsFile, tokenName } from "../../target/token.ts";
import type { Runway } from "../context.ts";

/** The credential is there, nobody else can read it, and Git will not take it. */
export const secrets: Check<Runway> = {
  name: "secrets",
  after: ["target"],
  async run({ root, site, aim }) {
    const { kind, token } = aim();
    const name = tokenName(token());
    if (kind === "simulator") return pass("the embedded Proxmox's own");
    const file = secretsFile(site);
    if (!existsSync(join(root, file))) return pass(`${name} from the environment`);
    const { exitCode } = await execa("git", ["check-ignore", "--quiet", file], { cwd: root, reject: false });
    // 0 is ignored, 1 is not (nor is what was added before), 128 is no repository, from where nothing can leak.
    if (exitCode === 1)
      return fail(
        exitCodes.refused,
        `${file} is not ignored by Git; take it out with \`git rm --cached ${file}\`, and name it in .gitignore`,
      );
    return pass(`${name} from ${file}, closed and ignored by Git`);
  },
};
