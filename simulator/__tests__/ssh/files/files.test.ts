import { describe, expect, test } from "@jest/globals";
import { Draft } from "../../../src/ssh/files/draft.ts";
import type { HostFiles } from "../../../src/ssh/files/host-files.ts";
import { userFiles } from "../../../src/ssh/files/user-files.ts";
import { nodeFiles, snippets } from "../node.ts";

const as = (uid: number, files: HostFiles = nodeFiles()) => userFiles(files, uid, uid === 0 ? "/root" : "/home/guest");
const text = (content: string) => Buffer.from(content);

describe("a tree in memory", () => {
  test("keeps what was written", async () => {
    const files = as(0);
    await files.write("note", text("a"));
    expect(files.stat("/root/note")).toMatchObject({ kind: "file", size: 1, mode: 0o644, uid: 0 });
    expect((await files.read("note")).toString()).toBe("a");
  });

  test("moves a directory with what is in it, and not into itself", async () => {
    const files = as(0);
    await files.makeDirectory("a");
    await files.write("a/f", text("x"));
    await expect(files.rename("a", "a/b")).rejects.toThrow("/root/a/b: Invalid argument");
    await files.rename("a", "/tmp/b");
    expect((await files.read("/tmp/b/f")).toString()).toBe("x");
    expect(files.find("a")).toBeUndefined();
  });

  test.each([
    ["a directory is no file", () => as(0).read("/tmp"), "/tmp: Is a directory"],
    ["a file is no directory", () => as(0).write("/etc/hostname/x", text("")), "/etc/hostname/x: Not a directory"],
    [
      "nothing can be put where no directory is",
      () => as(0).write("/none/x", text("")),
      "/none/x: No such file or directory",
    ],
    ["a directory that holds something stays", () => as(0).remove("/home", "directory"), "/home: Directory not empty"],
    ["the root stays", () => as(0).remove("/", "directory"), "/: Is a directory"],
    ["a directory is made once", () => as(0).makeDirectory("/tmp"), "/tmp: File exists"],
  ])("%s", async (_name, change, message) => {
    await expect(change()).rejects.toThrow(message);
  });
});

describe("permission bits", () => {
  const files = nodeFiles();

  test.each([
    ["root's home is closed", () => as(1002, files).read("/root/.ssh"), "/root/.ssh: Permission denied"],
    [
      "a root's file is readable and not writable",
      () => as(1002, files).write("/etc/hostname", text("x")),
      "/etc/hostname: Permission denied",
    ],
    ["a root's directory takes nothing", () => as(1002, files).write("/etc/x", text("")), "/etc/x: Permission denied"],
    [
      "another's file in /tmp stays",
      () =>
        as(0, files)
          .write("/tmp/x", text(""))
          .then(() => as(1002, files).remove("/tmp/x", "file")),
      "/tmp/x: Operation not permitted",
    ],
    [
      "only the owner changes the bits",
      () => as(1002, files).chmod("/etc/hostname", 0o777),
      "/etc/hostname: Operation not permitted",
    ],
  ])("%s", async (_name, change, message) => {
    await expect(change()).rejects.toThrow(message);
  });

  test("a user owns what the user makes", async () => {
    await as(1002, files).write("mine", text("x"));
    await as(1002, files).chmod("mine", 0o600);
    expect(files.stat("/home/guest/mine")).toMatchObject({ uid: 1002, mode: 0o600 });
    await expect(as(1001, files).read("/home/guest/mine")).rejects.toThrow("Permission denied");
  });
});

describe("a mounted folder", () => {
  const mounted = () => {
    const mount = snippets();
    return { mount, files: as(0, nodeFiles(new Map([["/mnt/nas/snippets", mount]]))) };
  };

  test("is there with the directories on its way", () => {
    const { files } = mounted();
    for (const path of ["/mnt", "/mnt/nas", "/mnt/nas/snippets"]) expect(files.stat(path).kind).toBe("directory");
    expect(files.list("/mnt").map(({ name }) => name)).toEqual(["nas"]);
  });

  test("takes a file moved into it and gives it back", async () => {
    const { mount, files } = mounted();
    await files.write("/root/a", text("a"));
    await files.rename("/root/a", "/mnt/nas/snippets/b");
    expect(mount.held.get("b")?.content.toString()).toBe("a");
    expect(files.find("/root/a")).toBeUndefined();
    await files.rename("/mnt/nas/snippets/b", "/root/c");
    expect(mount.held.size).toBe(0);
    expect((await files.read("/root/c")).toString()).toBe("a");
  });

  test("loses at once what its keeper deletes", async () => {
    const { mount, files } = mounted();
    await files.write("/mnt/nas/snippets/a", text("a"));
    mount.held.clear();
    expect(files.find("/mnt/nas/snippets/a")).toBeUndefined();
    await expect(files.read("/mnt/nas/snippets/a")).rejects.toThrow("No such file or directory");
  });

  test("keeps permission bits and holds no directories", async () => {
    const { files } = mounted();
    await files.write("/mnt/nas/snippets/hook", text("#!/bin/sh\n"));
    await files.chmod("/mnt/nas/snippets/hook", 0o755);
    expect(files.stat("/mnt/nas/snippets/hook").mode).toBe(0o755);
    await expect(files.makeDirectory("/mnt/nas/snippets/d")).rejects.toThrow("Operation not permitted");
    await expect(files.makeDirectory("/mnt/nas/snippets")).rejects.toThrow("File exists");
    await expect(files.remove("/mnt/nas/snippets", "directory")).rejects.toThrow("Operation not permitted");
  });
});

test("a storage's refusal is told of the whole path", async () => {
  const full = { ...snippets(), write: () => Promise.reject(Object.assign(new Error("full"), { code: "ENOSPC" })) };
  const files = as(0, nodeFiles(new Map([["/mnt/nas/snippets", full]])));
  await expect(files.write("/mnt/nas/snippets/a", text("a"))).rejects.toThrow(
    "/mnt/nas/snippets/a: No space left on device",
  );
});

test("a draft takes chunks in any order and leaves its source alone", () => {
  const source = text("abc");
  const draft = new Draft(source);
  draft.write(6, text("gh"));
  draft.write(0, text("X"));
  draft.write(100_000, text("end"));
  expect(draft.content.subarray(0, 8).toString("latin1")).toBe("Xbc\0\0\0gh");
  expect(draft.size).toBe(100_003);
  expect(source.toString()).toBe("abc");
});
