import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { execa } from "execa";
import { type Simulator, startSimulator } from "../../../simulator/src/index.ts";
import { resolveToolchain } from "../../../toolchain/resolve.ts";
import { toolchainTimeout } from "../../tofu.ts";

const checkout = fileURLToPath(new URL("../../..", import.meta.url));

test(
  "one run leads from a host that knows nobody but root to a prepared one, as the real host is led, by its fingerprint",
  async () => {
    await resolveToolchain();
    const root = mkdtempSync(join(tmpdir(), "strata-nothing-"));
    let simulator: Simulator | undefined;
    try {
      simulator = await startSimulator({
        world: {
          cluster: "homelab",
          nodes: [{ name: "asus" }, { name: "forge" }],
          storages: [{ id: "local", type: "dir", content: ["iso"], options: { path: "/var/lib/vz" } }],
        },
        timeScale: 0,
      });
      settle(root, simulator);
      const login = { PROXMOX_VE_USERNAME: "root@pam", PROXMOX_VE_PASSWORD: simulator.password };
      const strata = (words: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
        execa(process.execPath, [join(checkout, "scripts/strata.mjs"), ...words], {
          cwd: root,
          env: {
            SITE: "home",
            STRATA_TARGET: "",
            PROXMOX_VE_API_TOKEN: "",
            STRATA_STATE_PASSPHRASE: "sixteen characters or more",
            ...environment,
          },
          reject: false,
        });

      const early = await strata(["host"]);
      expect([early.exitCode, early.stderr]).toEqual([
        4,
        expect.stringMatching(/; `strata host --access` makes user, role and token$/),
      ]);
      const looked = await strata(["host", "--access", "--dry-run"], login);
      expect([looked.exitCode, looked.stdout]).toEqual([
        2,
        expect.stringMatching(/^platform +is planned once there is a token$/m),
      ]);

      const done = await strata(["host", "--access"], login);
      expect([done.exitCode, done.exitCode === 0 ? "" : done.stderr]).toEqual([0, ""]);
      expect(done.stdout).toMatch(/strata@pve!strata now stands in secrets\/home\.env/);
      expect(await strata(["host", "--dry-run"])).toMatchObject({ exitCode: 0 });
      expect(await strata(["plan", "k3s-single"])).toMatchObject({
        exitCode: 3,
        stderr: expect.stringMatching(
          /^images\/alma9-k3s-optimized\/releases\/v1\.0\.0\.yaml:5:9: digest is still CHANGEME/,
        ),
      });
    } finally {
      await simulator?.close();
      rmSync(root, { recursive: true, force: true });
    }
  },
  toolchainTimeout,
);

/** The home lab with its one machine, a fact at each CHANGEME but that of an image nobody has built, aimed at this host as its own. */
function settle(root: string, { endpoint, fingerprint }: Simulator): void {
  const site = join(root, "personas/home/site.yaml");
  mkdirSync(join(root, "personas/home"), { recursive: true });
  cpSync(join(checkout, "images"), join(root, "images"), { recursive: true });
  for (const file of ["site", "k3s-single"])
    cpSync(join(checkout, `personas/home/${file}.yaml`), join(root, `personas/home/${file}.yaml`));
  const facts: readonly (readonly [RegExp, string])[] = [
    [/https:\/\/192\.168\.88\.10:8006/, endpoint],
    [/fingerprint: CHANGEME/, `fingerprint: "${fingerprint}"`],
    [/model: CHANGEME/, "model: another one"],
    [/sha512: CHANGEME/g, `sha512: ${"0a".repeat(64)}`],
    [/AAAAC3\S*CHANGEME\S*/, "AAAAC3NzaC1lZDI1NTE5AAAAIBcXFxcXFxcXFxcXFxcXFxcXFxcXFxcXFxcXFxcXFxcX"],
    // Set over SSH, which the simulator has on another port than a host.
    [/^notifications: .*\n/m, ""],
  ];
  writeFileSync(
    site,
    facts.reduce((text, [from, to]) => text.replace(from, to), readFileSync(site, "utf8")),
  );
}
