import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execaSync } from "execa";

/** Programs that a step finds in every system, taken from this machine with their libraries. */
const programs =
  "bash cat chmod dirname env find grep install ls mkdir mktemp mv rm sh sha256sum sleep sync touch truncate";

/**
 * Programs that would touch a real machine or the network: each writes down how it was called, and answers as far as a
 * step asks. What is downloaded lies in `/downloads`, and what systemd knows in `/units`.
 */
const standIns: Readonly<Record<string, string>> = {
  curl: `while (($#)); do case $1 in --output) file=$2; shift ;; http*) url=$1 ;; esac; shift; done
[[ -f /downloads/\${url##*/} ]] || { echo "curl: (22) 404" >&2; exit 22; }
cat "/downloads/\${url##*/}" >"$file"`,
  systemctl: `unit=\${*: -1}
case $1 in
is-enabled)
  state=$(cat "/units/$unit.enabled" 2>/dev/null || echo disabled)
  [[ $2 == --quiet ]] || echo "$state"
  [[ $state != disabled ]] ;;
is-active) [[ -e /units/$unit.active ]] ;;
enable) echo enabled >"/units/$unit.enabled" ;;
esac`,
  oscap: "exit $(cat /oscap-says)",
  "cloud-init": "rm -rf /var/lib/cloud/instances /var/lib/cloud/seed /var/log/cloud-init.log",
  passwd: "",
  fstrim: "echo 'fstrim: /: the discard operation is not supported' >&2; exit 1",
  dnf: "",
  "apt-get": "",
};

/** Whether this process may change into another root. */
export const mayChangeRoot = process.getuid?.() === 0 && spawnSync("chroot", ["/", "true"]).status === 0;

/** Files of this machine and where they stand inside: the programs, and what they are linked with. */
let files: readonly (readonly [from: string, to: string])[] | undefined;
function borrowed() {
  if (files) return files;
  const { stdout } = execaSync("bash", ["-c", `command -v ${programs} && ldd $(command -v ${programs})`]);
  const libraries = [...stdout.matchAll(/(?:=> |^\s+)(\/\S+) \(/gm)].map(([, path]) => path ?? "");
  const paths = stdout.split("\n").filter((line) => /^\/[^:]+$/.test(line));
  files = [
    ...paths.map((path) => [path, `/usr/bin/${path.split("/").at(-1)}`] as const),
    ...[...new Set(libraries)].map((path) => [path, path] as const),
  ];
  return files;
}

/** A system of its own in a folder: a step runs in it as root, unchanged, and touches nothing else. */
export class BareSystem {
  readonly root = mkdtempSync(join(tmpdir(), "strata-system-"));

  constructor(packager: "dnf" | "apt-get" | "none" = "dnf") {
    const bin = join(this.root, "usr/bin");
    mkdirSync(bin, { recursive: true });
    for (const folder of [
      "tmp",
      "var/tmp",
      "var/log",
      "etc/ssh",
      "units",
      "downloads",
      "dev",
      "run",
      "root",
      "usr/local/bin",
    ])
      mkdirSync(join(this.root, folder), { recursive: true });
    writeFileSync(join(this.root, "dev/null"), "");
    for (const [from, to] of borrowed()) {
      mkdirSync(dirname(join(this.root, to)), { recursive: true });
      copyFileSync(from, join(this.root, to));
    }
    for (const [name, body] of Object.entries(standIns))
      if (name === packager || !["dnf", "apt-get"].includes(name)) this.write(`/usr/bin/${name}`, called(body), 0o755);
  }

  write(path: string, text: string, mode = 0o644): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
    chmodSync(join(this.root, path), mode);
  }

  /** Content of a file; undefined where there is none. */
  read(path: string): string | undefined {
    return existsSync(join(this.root, path)) ? readFileSync(join(this.root, path), "utf8") : undefined;
  }

  /** Runs a script of the checkout inside. */
  run(script: string, environment: Readonly<Record<string, string>> = {}): { exit: number | undefined; said: string } {
    this.write("/step.sh", readFileSync(script, "utf8"), 0o755);
    const given = Object.entries({ PATH: "/usr/local/bin:/usr/bin", ...environment }).map((pair) => pair.join("="));
    const words = [this.root, "/usr/bin/env", "-i", ...given, "bash", "/step.sh"];
    const { exitCode, all } = execaSync("chroot", words, { all: true, reject: false });
    return { exit: exitCode, said: all };
  }

  /** How stand-ins were called since the last look, one line each. */
  calls(): string[] {
    const lines = (this.read("/calls") ?? "").split("\n").filter(Boolean);
    rmSync(join(this.root, "calls"), { force: true });
    return lines;
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

function called(body: string): string {
  return `#!/usr/bin/bash\nset -u\necho "\${0##*/} $*" >>/calls\n${body}\n`;
}
