import { describe, expect, test } from "@jest/globals";
import { guest, nodeFiles, run, snippets, terraform } from "./node.ts";

describe("commands that tell about the node", () => {
  test.each([
    ["pveversion", "pve-manager/9.1.1/42db4a6cf33dac83 (running kernel: 6.17.2-1-pve)\n"],
    ["hostname", "pve\n"],
    ["whoami", "root\n"],
    ["id", "uid=0(root) gid=0(root) groups=0(root)\n"],
    ["id -un terraform", "terraform\n"],
    ["pvesm apiinfo", "APIVER 13\nAPIAGE 4\n"],
    ["cat /etc/hostname", "pve\n"],
    ["echo -n a b", "a b"],
  ])("%s", async (line, out) => {
    expect(await run(line)).toEqual({ status: 0, out, err: "", notSimulated: [] });
  });
});

describe("an option that is not simulated is refused and journaled", () => {
  test.each([
    "cat -A /etc/hostname",
    "ls -R /",
    "id -Z",
    "rm -rf /tmp",
    "grep -E a",
    "cut -c 1",
    "wc",
    "sudo -i",
    "pvesm status",
    "echo -e x",
  ])("%s", async (line) => {
    const { status, err, notSimulated } = await run(line);
    expect(status).not.toBe(0);
    expect(err).toContain("simulated");
    expect(notSimulated).toHaveLength(1);
  });
});

describe("ls", () => {
  test("shows storages where they are mounted", async () => {
    const mount = snippets();
    await mount.write("b.yaml", Buffer.from("b"));
    await mount.write("a.yaml", Buffer.from("aa"));
    const files = nodeFiles(new Map([["/mnt/pve/nas/snippets", mount]]));
    expect((await run("ls / /mnt/pve /mnt/pve/nas/snippets", { files })).out).toBe(
      "/:\netc\nhome\nmnt\nroot\ntmp\nvar\n/mnt/pve:\nnas\n/mnt/pve/nas/snippets:\na.yaml\nb.yaml\n",
    );
    expect((await run("ls -l /mnt/pve/nas/snippets", { files })).out).toMatch(
      /^-rw-r--r-- 1 root root 2 [A-Z][a-z]{2} [ \d]\d \d\d:\d\d a\.yaml\n-rw-r--r-- 1 root root 1 .* b\.yaml\n$/,
    );
  });

  test("says what it cannot reach", async () => {
    expect(await run("ls /none")).toMatchObject({
      status: 2,
      err: "ls: cannot access '/none': No such file or directory\n",
    });
    expect(await run("ls /root", { user: guest })).toMatchObject({
      status: 2,
      err: "ls: cannot access '/root': Permission denied\n",
    });
  });
});

describe("sudo", () => {
  test("makes the command root's", async () => {
    const user = { ...terraform, sudo: ["ALL"] };
    expect((await run("whoami; sudo whoami; sudo bash -c 'id -u; echo $HOME $SUDO_USER'", { user })).out).toBe(
      "terraform\nroot\n0\n/root terraform\n",
    );
  });

  test("finds the administrator's programs, which the user's own search path does not", async () => {
    expect(await run("pvesm apiinfo", { user: terraform })).toMatchObject({ status: 127, out: "" });
    expect(await run("sudo pvesm apiinfo", { user: terraform })).toMatchObject({ status: 0 });
  });

  test("a rule cannot be widened by a path that climbs or a second line", async () => {
    const user = { ...terraform, sudo: ["/usr/bin/tee /var/lib/vz/x"] };
    expect(await run("sudo tee /var/lib/vz/x /etc/passwd", { user })).toMatchObject({ status: 1 });
    expect(await run("sudo /usr/bin/teeth", { user })).toMatchObject({ status: 1 });
  });
});

test("the storage manager works for root alone", async () => {
  const result = await run("/usr/sbin/pvesm apiinfo", { user: terraform });
  expect(result).toEqual({ status: 255, out: "", err: "please run as root\n", notSimulated: [] });
});

test("mkdir -p makes what is on the way and is content with what is there", async () => {
  expect(await run("mkdir -p /tmp/a/b && mkdir -p /tmp/a/b && ls /tmp/a; mkdir /tmp/a")).toEqual({
    status: 1,
    out: "b\n",
    err: "mkdir: /tmp/a: File exists\n",
    notSimulated: [],
  });
});

test("rm removes a file and says what it cannot", async () => {
  expect(await run("echo a > f; rm f; rm -f f; rm f")).toMatchObject({
    status: 1,
    err: "rm: cannot remove 'f': No such file or directory\n",
  });
});
