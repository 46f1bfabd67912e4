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
    "sed -n p /etc/hostname",
    "chmod u+x /tmp",
    "stat /tmp",
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

describe("cp and mv", () => {
  test("copy and move files, into directories too", async () => {
    const script = "echo a > f; cp f /tmp; cp f /tmp/g; mv /tmp/g h; cat /tmp/f h; ls /tmp";
    expect(await run(script)).toEqual({ status: 0, out: "a\na\nf\n", err: "", notSimulated: [] });
  });

  test("say what is missing", async () => {
    expect(await run("cp none /tmp; mv a b /tmp/c; mv a")).toMatchObject({
      status: 1,
      err: [
        "cp: cannot copy 'none': No such file or directory",
        "mv: target '/tmp/c' is not a directory",
        "mv: missing destination file operand after 'a'\n",
      ].join("\n"),
    });
  });
});

describe("sed", () => {
  test("removes the lines of a pattern in a file, as the provider does before it writes id maps", async () => {
    const file = "arch: amd64\nlxc.idmap: u 0 100000 1000\nlxcxidmap: stays\n";
    const script = `tee /tmp/c >/dev/null; sed -i '/^lxc\\.idmap:/d' /tmp/c; cat /tmp/c`;
    expect(await run(script, { stdin: file })).toMatchObject({ status: 0, out: "arch: amd64\nlxcxidmap: stays\n" });
  });

  test("replaces text, once a line or everywhere", async () => {
    expect((await run("echo a+a | sed 's/a+/b/'; echo a/a | sed 's|a|c|g'")).out).toBe("ba\nc/c\n");
  });
});

test("stat, sha256sum and chmod tell and set what a file is", async () => {
  expect(
    (await run("echo -n abc > f; chmod 0640 f; stat -c '%a %s %U %F' f; sha256sum f; test -s f && echo yes")).out,
  ).toBe("640 3 root regular file\nba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  f\nyes\n");
});

test("rm removes a file and says what it cannot", async () => {
  expect(await run("echo a > f; rm f; rm -f f; rm f")).toMatchObject({
    status: 1,
    err: "rm: cannot remove 'f': No such file or directory\n",
  });
});
