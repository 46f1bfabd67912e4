import { join } from "node:path";

/** What the environment of a child depends on. */
export interface EnvironmentFacts {
  /** Absolute path of OpenTofu or Terraform. */
  readonly binary: string;
  /** CLI configuration of ours, where providers come from the tool cache. */
  readonly configuration?: string;
  /** Folder of the checkout. */
  readonly root: string;
}

/** Variables with which `cdktf`, `tofu` and `terraform` find their tools, stay quiet and write only into the checkout. */
export function toolEnvironment({ binary, configuration, root }: EnvironmentFacts): Record<string, string> {
  return {
    TERRAFORM_BINARY_NAME: binary,
    // Version checks wait for two minutes where there is no network.
    CHECKPOINT_DISABLE: "1",
    DISABLE_VERSION_CHECK: "1",
    CDKTF_LOG_LEVEL: "warn",
    CDKTF_HOME: join(root, "build", "cdktf-home"),
    CDKTF_DISABLE_PLUGIN_CACHE_ENV: "1",
    // `providers lock` asks the registry whatever the configuration says, for a lock file that is not committed.
    CDKTF_SKIP_PROVIDER_LOCK: "true",
    ...(configuration && { TF_CLI_CONFIG_FILE: configuration }),
  };
}

/** `export` lines for a POSIX shell, each value quoted. */
export function shellExports(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`)
    .join("");
}
