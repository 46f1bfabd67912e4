import type { Container, OsTemplate } from "./container.ts";
import type { Fault } from "./fault.ts";
import type { Source } from "./files/yaml-source.ts";
import type { Guest, Image, Machine, Network, Node, Release, Storage } from "./lab.ts";
import type { SiteFile } from "./schemas/site.ts";

/**
 * A lab while it is being judged: what is right in its files so far, and where it is written. Fields that are wrong or
 * missing are absent here, because they have a fault of their own already.
 */
export interface Draft {
  /** Name of the site's folder. */
  readonly name: string;
  readonly site: { readonly source: Source; readonly value: Partial<SiteFile> };
  readonly nodes: ReadonlyMap<string, Node>;
  readonly networks: ReadonlyMap<string, Network>;
  readonly storages: ReadonlyMap<string, Storage>;
  readonly images: ReadonlyMap<string, ImageDraft>;
  readonly osTemplates: ReadonlyMap<string, OsTemplate>;
  /** Sorted by name. */
  readonly guests: readonly GuestDraft[];
}

/** An image, its releases and channels, and where they are written. `image` is absent where its file has a fault. */
export interface ImageDraft {
  readonly name: string;
  /** Its `image.yaml`. */
  readonly source: Source;
  readonly image?: Image;
  /** By version; `templates` are those of this site. */
  readonly releases: ReadonlyMap<string, ReleaseDraft>;
  readonly channels: {
    readonly source: Source;
    readonly stable?: string | undefined;
    readonly candidate?: string | undefined;
    readonly promotions: Image["channels"]["promotions"];
    /** Whether the file could be read as a whole. */
    readonly whole: boolean;
  };
}

export interface ReleaseDraft {
  readonly version: string;
  readonly source: Source;
  /** One per template of this site; empty where the file has a fault. */
  readonly templates: readonly (Release & { readonly index: number })[];
  /** Whether the file could be read as a whole. */
  readonly whole: boolean;
}

/** A guest as far as its file is right. */
export type GuestDraft = Partial<
  Omit<Machine, "kind" | "name" | "file"> & Omit<Container, "kind" | "name" | "file">
> & {
  readonly kind?: Guest["kind"];
  /** Whether it is to exist; one that is not keeps its number and address all the same. */
  readonly enabled: boolean;
  readonly name: string;
  readonly file: string;
  readonly source: Source;
};

/** A rule looks at the whole lab and tells what is wrong with it. */
export type Rule = (draft: Draft) => readonly Fault[];
