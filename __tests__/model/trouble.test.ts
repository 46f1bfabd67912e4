import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { Faults } from "../../model/fault.ts";
import { loadLab } from "../../model/load.ts";
import { faultsOf, labFolder, persona } from "./lab-folder.ts";

const gitea = "personas/home/gitea.yaml";
const one = (line: string) => `${line}\n1 fault in 1 file; nothing was written`;

describe("a file that cannot be read", () => {
  test("of 10 MB is refused without reading it", () => {
    const root = labFolder({ [gitea]: `# ${"x".repeat(10 * 2 ** 20)}` });
    const start = performance.now();
    expect(faultsOf(root)).toBe(one(`${gitea}:1:1: has 10MiB; a file here has at most 1MiB`));
    expect(performance.now() - start).toBeLessThan(1000);
  });

  test("because it is a folder says so", () => {
    const root = labFolder();
    rmSync(join(root, gitea));
    mkdirSync(join(root, gitea));
    expect(faultsOf(root)).toBe(one(`${gitea}:1:1: is a folder; a file should be here`));
  });

  test("because site.yaml is a folder says so", () => {
    const root = labFolder();
    rmSync(join(root, "personas/home/site.yaml"));
    mkdirSync(join(root, "personas/home/site.yaml"));
    expect(faultsOf(root)).toBe(one("personas/home/site.yaml:1:1: is a folder; a file should be here"));
  });

  test("for lack of permission says so", () => {
    const root = labFolder();
    chmodSync(root, 0o755);
    chmodSync(join(root, gitea), 0o000);
    expect(asNobody(() => faultsOf(root))).toBe(
      one(`${gitea}:1:1: cannot be read; give yourself permission to read it`),
    );
  });

  test("because nobody may look into its folder says so", () => {
    const root = labFolder();
    chmodSync(root, 0o755);
    chmodSync(join(root, "images"), 0o000);
    expect(asNobody(() => faultsOf(root))).toBe("images/ cannot be read (EACCES); give yourself permission to read it");
    chmodSync(join(root, "images"), 0o755);
  });

  test("because it is a symbolic link says so, also when it leads nowhere or in a circle", () => {
    const root = labFolder();
    rmSync(join(root, gitea));
    for (const target of ["/etc/passwd", "nowhere.yaml", "gitea.yaml"]) {
      symlinkSync(target, join(root, gitea));
      expect(faultsOf(root)).toBe(one(`${gitea}:1:1: is a symbolic link; put the file itself here`));
      rmSync(join(root, gitea));
    }
  });

  test("because it is a pipe is not waited for", () => {
    const root = labFolder();
    rmSync(join(root, gitea));
    execFileSync("mkfifo", [join(root, gitea)]);
    expect(faultsOf(root)).toBe(one(`${gitea}:1:1: is not a plain file`));
  });

  test("because it is not UTF-8 says so", () => {
    const root = labFolder();
    writeFileSync(join(root, gitea), Buffer.from([0x6b, 0xff, 0xfe, 0x0a]));
    expect(faultsOf(root)).toBe(one(`${gitea}:1:1: is not UTF-8 text; save it as UTF-8`));
  });

  test("because it is nested without end says so", () => {
    const root = labFolder({ [gitea]: "[".repeat(100_000) });
    expect(faultsOf(root)).toMatch(/^personas\/home\/gitea.yaml:1:\d+: is nested too deeply to be read\n/);
  });

  test("because it has twenty thousand keys too many names each of them", () => {
    const keys = Array.from({ length: 20_000 }, (_, index) => `k${index}: 1\n`).join("");
    expect(faultsOf(labFolder({ [gitea]: persona() + keys }))).toContain('unknown key "k19999"');
  });
});

test("what editors and systems leave beside a file is no guest and no image", () => {
  const root = labFolder({
    "images/.cache/notes.txt": "",
    "personas/home/gitea.yaml~": "",
    "personas/home/#gitea.yaml#": "",
  });
  symlinkSync("me@laptop.4711", join(root, "personas/home/.#gitea.yaml"));
  expect(faultsOf(root)).toBe("no faults");
});

describe("a site that does not exist", () => {
  test("is told with the one that was meant", () => {
    expect(faultsOf(labFolder(), "hoem")).toBe(
      one('personas/hoem/site.yaml:1:1: does not exist; did you mean "home"?'),
    );
  });

  test("is told with the folder to be in, where there is no site at all", () => {
    const root = labFolder();
    rmSync(join(root, "personas"), { recursive: true });
    expect(faultsOf(root)).toBe(
      one("personas/home/site.yaml:1:1: does not exist; call this from the folder that holds personas/"),
    );
  });

  test.each(["../home", "/etc", "Home", "", "home/..", "."])("is refused by name where %p is no name", (site) => {
    expect(faultsOf(labFolder(), site)).toMatch(/is no name of a site/);
  });
});

test("all faults come as one error with exit code 1 and no stack in its message", () => {
  const root = labFolder({ [gitea]: persona({ cores: 0, memory: 3 }) });
  expect(() => loadLab(root, "home")).toThrow(Faults);
  try {
    loadLab(root, "home");
  } catch (error) {
    if (!(error instanceof Faults)) throw error;
    expect(error.exit).toBe(1);
    expect(error.faults).toHaveLength(2);
    expect(error.message).not.toMatch(/\n\s+at /);
  }
});

/** Root may read everything, so the test steps down while it asks. */
function asNobody<T>(act: () => T): T {
  const { getuid, seteuid } = process;
  if (!getuid || !seteuid || getuid() !== 0) return act();
  seteuid(65534);
  try {
    return act();
  } finally {
    seteuid(0);
  }
}
