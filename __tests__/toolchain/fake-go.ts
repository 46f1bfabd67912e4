import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A place with a PATH of its own, where a script plays Go: it builds in no time, and notes what. */
export interface FakeMachine {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** What was built, in order, by package. */
  built(): string[];
  /** What was asked of the registry through `init`, in order, as `name version`. */
  asked(): string[];
  remove(): void;
}

/** How the machine differs from one with a Go and nothing else. */
export interface Ways {
  /** What `init` says of a version that no provider has; a silent registry by default. */
  readonly registry?: "silent" | "answers" | "answers, downloads fail";
  /** Seconds that a build takes; 0 by default. */
  readonly buildSeconds?: number;
  readonly go?: "works" | "fails" | "absent";
  /** Whether a Terraform 1.11.4 is on PATH. */
  readonly terraform?: boolean;
}

/** Makes such a machine in a temporary folder. */
export function fakeMachine({
  registry = "silent",
  buildSeconds = 0,
  go = "works",
  terraform = false,
}: Ways = {}): FakeMachine {
  const folder = mkdtempSync(join(tmpdir(), "machine-"));
  const bin = join(folder, "bin");
  for (const name of ["bin", "home"]) mkdirSync(join(folder, name));
  const script = (path: string, lines: string) => {
    writeFileSync(path, `#!/bin/sh\n${lines}`);
    chmodSync(path, 0o755);
  };
  script(join(folder, "tofu"), program(folder, registry, "OpenTofu v1.12.6"));
  if (terraform) script(join(bin, "terraform"), program(folder, registry, "Terraform v1.11.4"));
  if (go !== "absent") script(join(bin, "go"), go === "works" ? building(folder, buildSeconds) : failing);
  return {
    folder,
    environment: { PATH: `${bin}:/usr/bin:/bin`, HOME: join(folder, "home"), STRATA_CACHE: join(folder, "cache") },
    built: () => lines(join(folder, "built")),
    asked: () => lines(join(folder, "asked")),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** `go build … -o OUT PACKAGE`: the executable of OpenTofu is the program below, that of a provider any file. */
function building(folder: string, seconds: number): string {
  return `case "$1" in version) echo "go version go1.26.8 linux/amd64"; exit;; esac
while [ "$1" != -o ]; do shift; done
mkdir -p "$(dirname "$2")"
echo half > "$2"
sleep ${seconds}
rm "$2"; cp ${folder}/tofu "$2"
echo "$3" >> ${folder}/built
`;
}

const failing = `case "$1" in version) echo "go version go1.26.8 linux/amd64"; exit;; esac
echo "go: downloading example.org/one v1.0.0" >&2
echo "example.org/one@v1.0.0: dial tcp: lookup example.org: no such host" >&2
exit 1
`;

/** `init` with the wish in main.tf.json, as OpenTofu and Terraform answer it. */
function program(folder: string, registry: NonNullable<Ways["registry"]>, version: string): string {
  const host = version.startsWith("OpenTofu") ? "registry.opentofu.org" : "registry.terraform.io";
  const download = registry === "answers" ? "" : "echo 'Error: could not download'; exit 1";
  return `case "$1" in version) echo "${version}"; exit;; esac
name=$(sed 's/.*"source":"\\([^"]*\\)".*/\\1/' main.tf.json)
version=$(sed 's/.*"version":"\\([^"]*\\)".*/\\1/' main.tf.json)
echo "$name $version" >> ${folder}/asked
if [ "${registry}" = silent ]; then echo "Error: could not connect to ${host}"; exit 1; fi
if [ "$version" = 0.0.1 ]; then printf 'Error: no available releases\\nmatch the given constraints 0.0.1\\n'; exit 1; fi
${download}
place="$TF_PLUGIN_CACHE_DIR/${host}/$name/$version/$(uname -s | tr A-Z a-z)_$(uname -m | sed 's/x86_64/amd64/; s/aarch64/arm64/')"
mkdir -p "$place"
echo provider > "$place/terraform-provider-$(basename "$name")_v$version"
`;
}

function lines(file: string): string[] {
  try {
    return readFileSync(file, "utf8").trim().split("\n");
  } catch {
    return [];
  }
}
