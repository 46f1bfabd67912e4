/** A resource's life as the real provider leads it. A new resource type joins with one of these and a line in lives/index.ts. */

export type Attributes = Readonly<Record<string, unknown>>;

export interface Life {
  /** Type and name, such as `proxmox_backup_job.nightly`; the name is free. */
  readonly address: `${string}.${string}`;
  /** Attributes as it is made, as JSON configuration; those of others by reference (see `of`). */
  readonly created: Attributes;
  /** What differs after the update in place; undefined takes an attribute away. Absent where nothing can be changed in place. */
  readonly updated?: Attributes;
  /** Absent where the provider cannot import the type. */
  readonly importId?: string;
  /** Attributes that a plan changes after the import, because Proxmox or the provider does not tell them. Default: none. */
  readonly unread?: readonly string[];
  /** How the API shows it. */
  readonly seen: {
    /** Path below /api2/json. */
    readonly at: string;
    /** Part of what it answers once the resource is made. */
    readonly created: unknown;
    readonly updated?: unknown;
    /** Part of what is left when the resource is destroyed. Absent: the path then answers with an error. */
    readonly gone?: unknown;
  };
}

/** Another resource's attribute; that resource is made first. */
export const of = (address: Life["address"], attribute: string): string => `\${${address}.${attribute}}`;

/** Attributes at a stage of the life. */
export const attributesOf = ({ created, updated }: Life, stage: "created" | "updated"): Attributes =>
  stage === "created" ? created : { ...created, ...updated };
