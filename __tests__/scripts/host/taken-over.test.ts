import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { execa } from "execa";
import { keepToken } from "../../../scripts/host/keep-token.ts";
import { type Simulator, startSimulator } from "../../../simulator/src/index.ts";
import { resolveToolchain } from "../../../toolchain/resolve.ts";
import { toolchainTimeout } from "../../tofu.ts";

const checkout = fileURLToPath(new URL("../../..", import.meta.url));
const passphrase = "sixteen characters or more";

test(
  "user, role, grant and token that were made by hand are taken over, and the role is made whole",
  async () => {
    await resolveToolchain();
    const root = mkdtempSync(join(tmpdir(), "strata-taken-"));
    let simulator: Simulator | undefined;
    try {
      mkdirSync(join(root, "personas/home"), { recursive: true });
      cpSync(join(checkout, "personas/home/site.yaml"), join(root, "personas/home/site.yaml"));
      simulator = await startSimulator({
        world: {
          cluster: "homelab",
          nodes: [{ name: "asus" }, { name: "forge" }],
          storages: [{ id: "local", type: "dir", content: ["iso"] }],
          roles: [{ id: "Strata", privileges: ["Sys.Audit"] }],
          users: [{ id: "strata@pve", tokens: [{ id: "strata", privsep: false }] }],
          grants: [{ path: "/", role: "Strata", user: "strata@pve" }],
        },
        timeScale: 0,
      });
      const { endpoint, apiToken, caFile, ssh, password } = simulator;
      writeFileSync(join(root, "ready.json"), JSON.stringify({ endpoint, apiToken, caFile, ssh }));
      const environment = {
        PROXMOX_VE_USERNAME: "root@pam",
        PROXMOX_VE_PASSWORD: password,
        STRATA_STATE_PASSPHRASE: passphrase,
      };
      const strata = (...words: string[]) =>
        execa(process.execPath, [join(checkout, "scripts/strata.mjs"), ...words], {
          cwd: root,
          env: { STRATA_TARGET: "ready.json", SITE: "home", ...environment },
          reject: false,
        });

      const applied = await strata("apply", "access");
      expect([applied.exitCode, applied.stderr.match(/failed.*/)?.[0]]).toEqual([0, undefined]);
      expect(applied.stdout).toMatch(/updates +Strata +role +imported from Strata, privileges \+Datastore\.Allocate /);
      expect(applied.stdout).toMatch(/imports +strata +token +imported from strata@pve!strata/);
      expect(await strata("plan", "access")).toMatchObject({ exitCode: 0 });
      process.env.STRATA_STATE_PASSPHRASE = passphrase;
      expect(await keepToken(root, "home")).toBe("its secret is known to whoever made it");
    } finally {
      delete process.env.STRATA_STATE_PASSPHRASE;
      await simulator?.close();
      rmSync(root, { recursive: true, force: true });
    }
  },
  toolchainTimeout,
);
