import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { defaultWorld, startSimulator, type World } from "../../src/index.ts";
import { newKeyPair } from "../../src/ssh/keys.ts";
import { withSimulator } from "../api.ts";
import { withShell } from "../over-ssh.ts";

const key = newKeyPair("operator");
const world: World = {
  ...defaultWorld,
  accounts: [
    {
      name: "strata",
      password: "correct horse",
      publicKeys: [key.publicKey],
      sudo: ["/usr/sbin/pvesm", "/usr/sbin/qm", "/usr/bin/tee /var/lib/vz/*"],
    },
  ],
};

test("a restricted account logs in by key or password, and its sudo reaches what its rules allow", () =>
  withSimulator(
    async (_, simulator) => {
      for (const login of [{ privateKey: key.privateKey }, { password: "correct horse" }]) {
        await withShell(
          simulator,
          async (run) => {
            expect((await run("id; pwd 2>/dev/null; sudo qm list | wc -l")).out).toContain("uid=1000(strata)");
            expect(await run("/usr/sbin/qm list")).toMatchObject({ status: 255, err: "please run as root\n" });
            expect(await run("sudo qm status 9000")).toEqual({ status: 0, out: "status: stopped\n", err: "" });
            expect(await run("sudo pvesh get /version")).toMatchObject({
              status: 1,
              err: "sudo: a password is required\n",
            });
            expect(await run("sudo tee /var/lib/vz/snippets/a.yaml", "a")).toMatchObject({ status: 0 });
            expect(await run("tee /var/lib/vz/snippets/b.yaml", "b")).toMatchObject({ status: 1 });
          },
          { username: "strata", ...login },
        );
      }
    },
    { world },
  ));

test("root's password over SSH is root@pam's, also after it was changed", () =>
  withSimulator(
    async (api, simulator) => {
      const ticket = await api.post("/access/ticket", { username: "root@pam", password: "first-password" });
      expect(ticket.status).toBe(403);
      await withShell(simulator, (run) =>
        run("pvesh set /access/password --userid root@pam --password second-password"),
      );
      const login = { username: "root", password: "second-password" };
      await withShell(simulator, async (run) => expect((await run("whoami")).out).toBe("root\n"), login);
      await expect(
        withShell(simulator, async () => {}, { username: "root", password: "first-password" }),
      ).rejects.toThrow("All configured authentication methods failed");
    },
    { password: "first-password" },
  ));

test("an account that is wrong is told before anything starts", async () => {
  const folder = mkdtempSync(join(tmpdir(), "accounts-"));
  const accounts = [{ name: "Root Beer" }, { name: "a", publicKeys: ["none"] }, { name: "a" }];
  await expect(startSimulator({ state: folder, world: { ...defaultWorld, accounts } })).rejects.toThrow(
    [
      "world: account Root Beer: is no name such as strata",
      "world: account a: none is no public key such as ssh-ed25519 AAAA…",
      "world: account a: is there twice",
    ].join("\n"),
  );
  rmSync(folder, { recursive: true });
});
