/** The words with which a parameter is described: small typed values that the checker, the comparison with Proxmox's own schema and the documentation read. */

declare const value: unique symbol;

/** What a parameter may be. `T` is what a checked value reads as in TypeScript. */
export interface Schema<T = unknown> {
  readonly type: "string" | "integer" | "number" | "boolean" | "array" | "object" | "null";
  readonly optional?: true;
  /** Filled in when the parameter is missing. */
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  /** Whole value, as a regular expression. */
  readonly pattern?: string;
  readonly enum?: readonly string[];
  /** Name of a format of formats.ts, or the keys of a property string such as `virtio=…,bridge=vmbr0`. */
  readonly format?: string | Fields;
  readonly items?: Schema;
  /** What it may be, and whether it must be given, depends on another parameter: the endpoint sees to that. */
  readonly dependent?: true;
  /** Another parameter that must be given too. */
  readonly requires?: string;
  /** In a property string: the key that may be written without its name. */
  readonly defaultKey?: true;
  /** In a property string: another name of that key. */
  readonly alias?: string;
  /** In a property string: the key that takes the name by which an alias was written. */
  readonly keyAlias?: string;
  /** For a name such as `net[n]`: how many there may be. */
  readonly count?: number;
  readonly [value]?: T;
}

/** Named schemas: the parameters of an endpoint, or the keys of a property string. */
export type Fields = Readonly<Record<string, Schema>>;

export type ValueOf<S> = S extends Schema<infer T> ? T : never;

/** What checked parameters read as: `net[n]` becomes net0, net1, …, each possibly missing. */
export type ValuesOf<F extends Fields> = {
  readonly [K in keyof F & string as K extends `${infer Base}[n]` ? `${Base}${number}` : K]: K extends `${string}[n]`
    ? ValueOf<F[K]> | undefined
    : ValueOf<F[K]>;
};

type Limits = Omit<Schema, "type" | "optional" | "default" | "items" | typeof value>;

export const string = (limits: Limits = {}): Schema<string> => ({ type: "string", ...limits });
export const integer = (limits: Limits = {}): Schema<number> => ({ type: "integer", ...limits });
export const number = (limits: Limits = {}): Schema<number> => ({ type: "number", ...limits });
export const boolean = (limits: Limits = {}): Schema<boolean> => ({ type: "boolean", ...limits });

/** One of a few words. */
export const choice = <const W extends string>(...words: readonly W[]): Schema<W> => ({ type: "string", enum: words });

/** A parameter that may be given several times. */
export const list = <T>(items: Schema<T>): Schema<readonly T[]> => ({ type: "array", items });

/** A text in a format that formats.ts checks. */
export const formatted = (format: string, limits: Limits = {}): Schema<string> => ({
  type: "string",
  format,
  ...limits,
});

/** Makes a parameter optional; with a second argument a missing one reads as that. */
export function optional<T>(schema: Schema<T>): Schema<T | undefined>;
export function optional<T>(schema: Schema<T>, fallback: T & (string | number | boolean)): Schema<T>;
export function optional(schema: Schema, fallback?: unknown): Schema {
  return fallback === undefined ? { ...schema, optional: true } : { ...schema, optional: true, default: fallback };
}

/** A family of parameters such as net0 … net31, all optional; stands under the name `net[n]`. */
export const indexed = <T>(count: number, schema: Schema<T>): Schema<T> => ({ ...schema, optional: true, count });

/** A property string: `virtio=BC:24:11:…,bridge=vmbr0`. */
export const keyed = (format: Fields, limits: Limits = {}): Schema<string> => ({ type: "string", format, ...limits });

/** In a property string: the key whose name may be left out. */
export const unnamed = <T>(schema: Schema<T>): Schema<T> => ({ ...schema, defaultKey: true });

/** In a property string: another name for `alias`; `keyAlias` then holds the name that was used. */
export const aliasOf = (alias: string, keyAlias?: string): Schema<undefined> => ({
  type: "string",
  optional: true,
  alias,
  ...(keyAlias && { keyAlias }),
});
