/**
 * The words in which a binding describes what a provider takes. One table serves three ends: the type of a resource's
 * properties, the JSON that is written, and the test that holds the binding against the provider's own schema.
 *
 * Names are written as TypeScript writes them (`vmId`); OpenTofu gets them as the provider does (`vm_id`).
 */

/** Type of a value, in the notation of `tofu providers schema -json`, such as `"string"` or `["list", "string"]`. */
export type Constraint =
  | string
  | readonly ["list" | "set" | "map", Constraint]
  | readonly ["object", { readonly [name: string]: Constraint }];

/** What a single value may be. `T` exists for the compiler only. */
export interface Type<T> {
  readonly constraint: Constraint;
  readonly encode: (value: T) => unknown;
}

export const string: Type<string> = { constraint: "string", encode: (text) => text };
export const number: Type<number> = { constraint: "number", encode: (amount) => amount };
export const bool: Type<boolean> = { constraint: "bool", encode: (flag) => flag };

export function list<T>(of: Type<T>): Type<readonly T[]> {
  return { constraint: ["list", of.constraint], encode: (values) => values.map(of.encode) };
}

/** Values whose order says nothing. OpenTofu takes them as a list. */
export function set<T>(of: Type<T>): Type<readonly T[]> {
  return { ...list(of), constraint: ["set", of.constraint] };
}

/** Values by names that are the person's own. */
export function map<T>(of: Type<T>): Type<Readonly<Record<string, T>>> {
  return {
    constraint: ["map", of.constraint],
    encode: (values) => mapEntries(values, (name, value) => [name, of.encode(value)]),
  };
}

type Fields = { readonly [name: string]: Type<never> };
type ObjectOf<F extends Fields> = { readonly [K in keyof F]?: TypeOf<F[K]> | undefined };
type TypeOf<T> = T extends Type<infer V> ? V : never;

/** An object that is a value. In JSON OpenTofu wants every field of it, so what is not set is written as `null`. */
export function object<F extends Fields>(fields: F): Type<ObjectOf<F>> {
  return {
    constraint: ["object", mapEntries(fields, (name, type) => [snakeCase(name), type.constraint])],
    encode: (value) =>
      mapEntries(fields, (name, type) => {
        const field = value[name as keyof F];
        return [snakeCase(name), field === undefined ? null : (type as Type<unknown>).encode(field)];
      }),
  };
}

/** A value of a resource or block: must it, may it be given, and does the provider fill it in itself? */
export interface Attribute<T, R extends boolean> {
  readonly kind: "attribute";
  readonly type: Type<T>;
  readonly required: R;
  readonly computed: boolean;
}

export function required<T>(type: Type<T>): Attribute<T, true> {
  return { kind: "attribute", type, required: true, computed: false };
}

export function optional<T>(type: Type<T>): Attribute<T, false> {
  return { kind: "attribute", type, required: false, computed: false };
}

/** May be given; what is not given is filled in by the provider and shown as "known after apply". */
export function optionalOrComputed<T>(type: Type<T>): Attribute<T, false> {
  return { kind: "attribute", type, required: false, computed: true };
}

/** A block inside a resource: at most one (`block`), or any number in order (`blocks`). */
export interface Block<S extends Table, Many extends boolean> {
  readonly kind: "block";
  readonly table: S;
  readonly many: Many;
}

export function block<const S extends Table>(table: S): Block<S, false> {
  return { kind: "block", table, many: false };
}

export function blocks<const S extends Table>(table: S): Block<S, true> {
  return { kind: "block", table, many: true };
}

/** Everything that a resource, provider or block takes, by name. */
export interface Table {
  // biome-ignore lint/suspicious/noExplicitAny: a table holds values of every type; each entry knows its own
  readonly [name: string]: Attribute<any, boolean> | Block<any, boolean>;
}

/** Blocks that OpenTofu writes itself, one for each entry of a map: in a block `node`, `${node.key}` and
 * `${node.value…}` stand for them in `content`. */
export class ForEach<C> {
  readonly each: string;
  readonly content: C;

  /** @param each expression that yields the map, such as `${var.nodes}` */
  constructor(each: string, content: C) {
    this.each = each;
    this.content = content;
  }
}

type RequiredName<S extends Table> = {
  [K in keyof S]: S[K] extends Attribute<infer _, infer R> ? (R extends true ? K : never) : never;
}[keyof S];

type Value<E> =
  E extends Attribute<infer T, boolean>
    ? T
    : E extends Block<infer S, infer Many>
      ? Many extends true
        ? readonly Config<S>[] | ForEach<Config<S>>
        : Config<S>
      : never;

/** The properties that a table stands for. */
export type Config<S extends Table> = {
  readonly [K in RequiredName<S>]: Value<S[K]>;
} & {
  readonly [K in Exclude<keyof S, RequiredName<S>>]?: Value<S[K]> | undefined;
};

/** Properties as OpenTofu's JSON wants them. What is `undefined` is left out. */
export function encode<S extends Table>(table: S, config: Config<S>): Record<string, unknown> {
  const json: Record<string, unknown> = {};
  const dynamic: Record<string, unknown> = {};
  for (const [name, entry] of Object.entries(table)) {
    const value = config[name as keyof Config<S>] as unknown;
    if (value === undefined) continue;
    const key = snakeCase(name);
    if (entry.kind === "attribute") json[key] = entry.type.encode(value);
    else if (value instanceof ForEach)
      dynamic[key] = { for_each: value.each, content: encode(entry.table, value.content) };
    else if (entry.many) json[key] = (value as Config<Table>[]).map((one) => encode(entry.table, one));
    else json[key] = encode(entry.table, value as Config<Table>);
  }
  return Object.keys(dynamic).length > 0 ? { ...json, dynamic } : json;
}

/** `vmId` → `vm_id`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function mapEntries<V, W>(of: Readonly<Record<string, V>>, change: (name: string, value: V) => [string, W]) {
  return Object.fromEntries(Object.entries(of).map(([name, value]) => change(name, value)));
}
