import { type TerraformMetaArguments, TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { type Config, encode, type Table } from "./schema.ts";

/** What OpenTofu itself offers on every resource. */
export interface ResourceOptions {
  /** Resources that must be there first, where no value of theirs is used. */
  readonly dependsOn?: TerraformMetaArguments["dependsOn"] | undefined;
  readonly lifecycle?: TerraformMetaArguments["lifecycle"] | undefined;
}

/** Which provider a resource comes from; cdktf refuses a stack that uses the resource and lacks the provider. */
export interface ProviderSource {
  readonly name: string;
  /** Registry address without host, so that OpenTofu and Terraform each ask their own registry. */
  readonly source: string;
  /** Accepted versions, in OpenTofu's notation. */
  readonly version: string;
}

/** What a binding is: a type of resource, its provider and its table. */
export interface ResourceBinding<S extends Table> {
  readonly type: string;
  readonly provider: ProviderSource;
  readonly table: S;
}

/** A resource written from its table. Each binding is a subclass that names the table and what others may read of it. */
export abstract class Resource<S extends Table> extends TerraformResource {
  readonly #table: S;
  readonly #config: Config<S>;

  protected constructor(
    scope: Construct,
    id: string,
    { type, provider, table }: ResourceBinding<S>,
    { dependsOn, lifecycle, ...config }: Config<S> & ResourceOptions,
  ) {
    super(scope, id, {
      terraformResourceType: type,
      terraformGeneratorMetadata: { providerName: provider.name, providerVersionConstraint: provider.version },
      ...(dependsOn && { dependsOn }),
      ...(lifecycle && { lifecycle }),
    });
    this.#table = table;
    this.#config = config as unknown as Config<S>;
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return encode(this.#table, this.#config);
  }
}
