import { describe, expect, test } from "@jest/globals";
import { guest, nodeFiles, root, run, snippets, terraform } from "../node.ts";

/** A question whether the user must use sudo, in the forms in which the provider asks it. */
const PROBE =
  'if [ "$(whoami)" = "root" ]; then echo "no need"; elif [ $(sudo -n /usr/sbin/pvesm apiinfo 2>&1 | grep "APIVER" | wc -l) -gt 0 ] ' +
  '|| sudo -n /usr/sbin/qm list >/dev/null 2>&1; then echo "sudo"; else echo "without"; fi';

/** A function that runs its words with sudo where the provider found it to be needed, in the forms the provider uses. */
const TRY_SUDO =
  `check(){ if [ -z "\${cached:-}" ]; then use="\${TRY_SUDO_USE_SUDO:-0}"; cached=1; fi; }; ` +
  'try_sudo(){ check; if [ "$use" = "1" ]; then sudo "$@"; else "$@"; fi; }';

const inBash = (script: string) => `/bin/bash -c '${script.replaceAll("'", `'"'"'`)}'`;

describe("the provider's question for sudo", () => {
  test.each([
    ["root needs none", root, "no need\n"],
    ["a user with the proposed rules needs it", terraform, "sudo\n"],
    ["a user without rules goes without", guest, "without\n"],
  ])("%s", async (_name, user, out) => {
    expect(await run(inBash(PROBE), { user })).toMatchObject({ status: 0, out, err: "" });
  });
});

describe("an upload through tee", () => {
  const upload = (use: 0 | 1) =>
    inBash(`export TRY_SUDO_USE_SUDO=${use}; ${TRY_SUDO}; try_sudo /usr/bin/tee /var/lib/vz/snippets/user.yaml`);
  const stdin = "#cloud-config\nhostname: gitea\n";

  test.each([
    ["root", root, 0 as const],
    ["a user with sudo", terraform, 1 as const],
  ])("by %s becomes the storage's file", async (_name, user, use) => {
    const storage = snippets();
    const files = nodeFiles(new Map([["/var/lib/vz/snippets", storage]]));
    expect(await run(upload(use), { user, files, stdin })).toMatchObject({ status: 0, out: stdin, err: "" });
    expect(storage.held.get("user.yaml")?.content.toString()).toBe(stdin);
  });

  test("by a user without sudo is refused", async () => {
    const storage = snippets();
    const files = nodeFiles(new Map([["/var/lib/vz/snippets", storage]]));
    const result = await run(upload(0), { user: guest, files, stdin });
    expect(result).toMatchObject({ status: 1, err: "tee: /var/lib/vz/snippets/user.yaml: Permission denied\n" });
    expect(storage.held.size).toBe(0);
  });

  test("outside what the rules name needs a password", async () => {
    const result = await run("sudo -n tee /etc/passwd", { user: terraform, stdin });
    expect(result).toMatchObject({ status: 1, err: "sudo: a password is required\n" });
  });
});

test("the lines of an import of a disk keep their quotes and pipes", async () => {
  const script =
    "set -e; vm_id=100; out=$(echo \"unused0: successfully imported disk 'local-lvm:vm-100-disk-0'\" | grep unused0 | cut -d : -f 3 | cut -d \\' -f 1); " +
    `echo \${vm_id}:$out,size=8`;
  expect(await run(inBash(script))).toMatchObject({ status: 0, out: "100:vm-100-disk-0,size=8\n" });
});

test("adding to a file through a pipe keeps what was there", async () => {
  const script = `set -e; ${TRY_SUDO}; echo a > /tmp/200.conf; echo 'b 1\nc 2' | try_sudo tee -a /tmp/200.conf > /dev/null; cat /tmp/200.conf`;
  expect(await run(inBash(script))).toMatchObject({ status: 0, out: "a\nb 1\nc 2\n" });
});

test("a file that is missing is told by ||", async () => {
  expect(await run("cat /etc/pve/priv/x.pw 2>/dev/null || echo MISSING")).toMatchObject({ out: "MISSING\n", err: "" });
});
