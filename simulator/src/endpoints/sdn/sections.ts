/** What zones, controllers, address management and name servers have in common: they are listed, read, made, changed and removed alike. */
import type { Cluster } from "../../cluster.ts";
import { type Endpoint, endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import type { Caller } from "../../permission/caller.ts";
import { everyone, must, privileged } from "../../permission/rule.ts";
import { digest } from "../../schema/common.ts";
import { choice, type Fields, formatted, optional, type Schema } from "../../schema/schema.ts";
import { entriesOf, type Part } from "../../sdn/config.ts";
import { changing, lockToken } from "../../sdn/lock.ts";
import type { Compared } from "../../sdn/pending.ts";
import { demandComplete, demandOwn, knownTo, type TypeRules, type Types } from "../../sdn/types.ts";
import {
  changedSettings,
  demandUnchanged,
  fileDigest,
  readBack,
  type Section,
  type SectionFile,
  type Settings,
  settingsOf,
} from "../../sections/section-file.ts";
import { entriesSeen, type View, view } from "./view.ts";

export interface Kind {
  readonly name: "zone" | "controller" | "ipam" | "dns";
  /** In paths. */
  readonly plural: "zones" | "controllers" | "ipams" | "dns";
  readonly file: SectionFile;
  /** Present where changes wait to be applied. */
  readonly part?: Part;
  readonly types: Types;
  /** Settings of all types; all are optional where an entry is changed. */
  readonly options: Fields;
  /** Those that differ where an entry is made. */
  readonly creation?: Fields;
  /** Whether changing and removing asks for a right on the entry, and not on all of them. */
  readonly owned?: true;
  readonly all: (cluster: Cluster) => Readonly<Record<string, Section>>;
  /** The entry as it is kept. @throws PveError where it does not fit what else is there */
  readonly settle?: (cluster: Cluster, section: Section, change: { before?: Section; set: Settings }) => Section;
  /** @throws PveError for an entry that is needed */
  readonly demandRemovable?: (cluster: Cluster, section: Section) => void;
  /** How a failed removal begins. */
  readonly removalFails: string;
  readonly without?: string;
}

interface Given {
  readonly id: string;
  readonly type: string;
  readonly token: string | undefined;
  readonly digest: string | undefined;
  readonly remove: string | undefined;
  readonly set: Settings;
}

export function sectionEndpoints(kind: Kind): Endpoint[] {
  const { name, plural, types, options, file, part } = kind;
  const all = `/cluster/sdn/${plural}`;
  const one = `${all}/{${name}}`;
  const allocates = must(privileged(`/sdn/${plural}`, "SDN.Allocate"));
  const allocatesOne = must(privileged(`/sdn/${plural}/{${name}}`, "SDN.Allocate"));
  const changes = kind.owned ? allocatesOne : allocates;
  const id: Fields = { [name]: formatted(`pve-sdn-${name}-id`) };
  const words = Object.keys(types).sort();
  const token: Fields = { "lock-token": lockToken() };
  const views: Fields = part ? view : {};
  const without = kind.without === undefined ? {} : { without: kind.without };

  const given = (parameters: Readonly<Record<string, unknown>>): Given => {
    const { [name]: id, type, "lock-token": token, digest, delete: remove, ...set } = parameters;
    return { id, type, token, digest, remove, set: settingsOf(set) } as Given;
  };
  const named = (cluster: Cluster, id: string): Section => {
    const found = kind.all(cluster)[id];
    if (!found) throw refusal(`sdn '${id}' does not exist`);
    return found;
  };
  const rulesOf = (type: string): TypeRules => types[type] ?? { required: [], optional: [] };
  const seen = (cluster: Cluster, wanted: View): readonly (readonly [string, Compared])[] =>
    part
      ? entriesSeen(cluster, part, wanted)
      : Object.entries(entriesOf(Object.values(kind.all(cluster)))).map(
          ([id, entry]) => [id, { ...entry, digest: fileDigest(cluster, file) }] as const,
        );
  const mayRead = (caller: Caller, id: string) =>
    caller.can(`/sdn/${plural}/${id}`, ["SDN.Audit", "SDN.Allocate"], { any: true });

  const list = endpoint({
    method: "GET",
    path: all as string,
    permission: everyone,
    parameters: { ...views, type: optional(choice(...words)) } as Fields,
    run: ({ cluster, caller, parameters }) =>
      seen(cluster, parameters as View)
        .filter(([id, { type }]) => mayRead(caller, id) && (parameters.type ?? type) === type)
        .map(([id, entry]) => ({ ...entry, [name]: id })),
  });

  const read = endpoint({
    method: "GET",
    path: one as string,
    permission: allocatesOne,
    parameters: { ...views, ...id } as Fields,
    run({ cluster, parameters }) {
      const wanted = String(parameters[name]);
      const found = seen(cluster, parameters as View).find(([id]) => id === wanted);
      if (!found) throw refusal(`sdn '${wanted}' does not exist`);
      return { ...found[1], [name]: wanted };
    },
  });

  const create = endpoint({
    method: "POST",
    path: all as string,
    permission: allocates,
    parameters: { ...id, ...token, type: typeOf(words), ...options, ...kind.creation } as Fields,
    ...without,
    run({ cluster, parameters }) {
      const { id, type, token, set } = given(parameters);
      demandComplete(rulesOf(type), set);
      return changing(cluster, `create sdn ${name} object failed`, token, () => {
        if (kind.all(cluster)[id]) throw refusal(`sdn ${name} object ID '${id}' already defined`);
        const section = { id, type, settings: readBack(set) };
        cluster.state.table(file).put(id, kind.settle?.(cluster, section, { set }) ?? section);
        return null;
      });
    },
  });

  const update = endpoint({
    method: "PUT",
    path: one as string,
    permission: changes,
    parameters: {
      ...id,
      ...token,
      ...options,
      delete: optional(formatted("pve-configid-list", { maxLength: 4096 })),
      digest: digest(),
    } as Fields,
    ...without,
    run({ cluster, parameters }) {
      const { id, token, digest, remove, set } = given(parameters);
      return changing(cluster, `update sdn ${name} object failed`, token, () => {
        demandUnchanged(cluster, file, digest);
        const before = named(cluster, id);
        const rules = rulesOf(before.type);
        demandOwn(rules, set);
        const settings = changedSettings(before.settings, {
          set,
          remove,
          known: knownTo(rules),
          required: rules.required,
        });
        const section = { ...before, settings };
        cluster.state.table(file).put(id, kind.settle?.(cluster, section, { before, set }) ?? section);
        return null;
      });
    },
  });

  const remove = endpoint({
    method: "DELETE",
    path: one as string,
    permission: changes,
    parameters: { ...id, ...token } as Fields,
    run({ cluster, parameters }) {
      const { id, token } = given(parameters);
      return changing(cluster, kind.removalFails, token, () => {
        kind.demandRemovable?.(cluster, named(cluster, id));
        cluster.state.table(file).remove(named(cluster, id).id);
        return null;
      });
    },
  });

  return [list, read, create, update, remove];
}

const typeOf = (words: readonly string[]): Schema<string> => ({ ...choice(...words), format: "pve-configid" });
