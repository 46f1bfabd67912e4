import { fileURLToPath } from "node:url";

/** A tool the project can build for itself, from a Go module of its own in this folder. */
export interface Pin {
  /** What a person calls it, such as `OpenTofu` or `bpg/proxmox`. */
  readonly name: string;
  readonly version: string;
  /** Its folder here, which is also its name in the cache. */
  readonly module: string;
  /** The Go package that becomes the executable. */
  readonly package: string;
  /** Linker flags; they stamp the version where the source does not. */
  readonly ldflags: string;
  /** Build tag of the package's tests: they become the executable, in place of the package. */
  readonly tests?: string;
}

/** A provider the stacks use. Its address is `name`, on whichever registry host the program calls its own. */
export interface ProviderPin extends Pin {
  /** What a build of ours is: the provider itself, or something that only stands in for it. */
  readonly buildIs: "built" | "offline stand-in";
}

/** Where the Go modules are. */
export const modulesFolder: string = fileURLToPath(new URL(".", import.meta.url));

/** Versions repeat what the go.mod files require; a test holds them together. */
export const openTofu: Pin = {
  name: "OpenTofu",
  version: "1.12.6",
  module: "opentofu",
  package: "github.com/opentofu/opentofu/cmd/tofu",
  // Without `dev=no` it calls itself 1.12.6-dev.
  ldflags: "-s -w -X github.com/opentofu/opentofu/version.dev=no",
};

export const providers: readonly ProviderPin[] = [
  {
    name: "bpg/proxmox",
    version: "0.111.1",
    module: "provider-proxmox",
    package: "github.com/bpg/terraform-provider-proxmox",
    ldflags: "-s -w",
    buildIs: "built",
  },
  {
    name: "hashicorp/null",
    version: "3.2.4",
    module: "provider-null",
    package: ".",
    ldflags: "-s -w -X main.version=3.2.4",
    // The Go module proxy offers no version of the real one.
    buildIs: "offline stand-in",
  },
];

/** The acceptance tests that a package of bpg/proxmox brings; the provider's go.sum has the bytes of all they need. */
export function acceptanceTests(suite: string): Pin {
  const [provider] = providers as [ProviderPin];
  return {
    ...provider,
    name: `tests of ${suite}`,
    package: `${provider.package}/${suite}`,
    tests: "acceptance",
  };
}

/** The oldest releases whose plan JSON and provider protocol the stacks were tried with. */
export const oldestAccepted = { OpenTofu: "1.10.0", Terraform: "1.9.0" } as const;

/** The first Go that fetches the release a go.mod asks for by itself. */
export const oldestGo = "1.21.0";
