/** IP sets: which there are. Source: PVE::API2::Firewall::BaseIPSetList. */
import type { Named, SetEntry } from "../../firewall/config.ts";
import { demandSame, digestOfList, withDigest } from "../../firewall/digest.ts";
import { openFirewall, saveFirewall } from "../../firewall/files.ts";
import { type Call, type Endpoint, endpoint } from "../../kernel/endpoint.ts";
import { invalidParameters } from "../../kernel/error.ts";
import { digest } from "../../schema/common.ts";
import { optional, string } from "../../schema/schema.ts";
import type { Level } from "./level.ts";
import { name } from "./parameters.ts";

export type Sets = Readonly<Record<string, Named<SetEntry>>>;

/** The sets of a firewall, with what it takes to change them. */
export function openSets({ firewall }: Level, call: Call, intent: "read" | "change") {
  const found = firewall(call, intent);
  const scope = openFirewall(call.cluster, found);
  const save = (sets: Sets): void => saveFirewall(call.cluster, found, { ...scope.own, sets });
  return { sets: scope.own.sets, scope, save };
}

const listed = (sets: Sets): { readonly name: string; readonly comment?: string }[] =>
  Object.keys(sets)
    .sort()
    .map((name) => {
      const comment = sets[name]?.comment;
      return { name, ...(comment && { comment }) };
    });

export function setEndpoints(level: Level): Endpoint[] {
  const path = `${level.path}/ipset`;
  const list = endpoint({
    method: "GET",
    path,
    permission: level.audit,
    ...level.anywhere,
    run: (call) => withDigest(listed(openSets(level, call, "read").sets)),
  });
  const create = endpoint({
    method: "POST",
    path,
    permission: level.modify,
    parameters: { name: name(), comment: optional(string()), rename: optional(name()), digest: digest() },
    ...level.anywhere,
    run(call) {
      const { name, rename, comment, digest: seen } = call.parameters;
      const { sets, save } = openSets(level, call, "change");
      if (rename !== undefined) {
        demandSame(digestOfList(listed(sets)), seen);
        save(renamed(sets, { from: rename, to: name, comment }));
        return null;
      }
      if (sets[name]) throw invalidParameters({ name: `IPSet '${name}' already exists` });
      save({ ...sets, [name]: { items: [], ...(comment !== undefined && { comment }) } });
      return null;
    },
  });
  return [list, create];
}

/** Rules that name the set keep its old name. */
function renamed(sets: Sets, change: { from: string; to: string; comment: string | undefined }): Sets {
  const { from, to, comment } = change;
  const { [from]: set, ...others } = sets;
  if (!set) throw invalidParameters({ name: `IPSet '${from}' does not exist` });
  if (sets[to] && to !== from) throw invalidParameters({ name: `IPSet '${to}' does already exist` });
  return { ...others, [to]: { ...set, ...(comment !== undefined && { comment }) } };
}
