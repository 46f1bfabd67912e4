/** Aliases: names for an address or a network. Source: PVE::API2::Firewall::AliasesBase. */
import type { Alias } from "../../firewall/config.ts";
import { demandSame, digestOfList, withDigest } from "../../firewall/digest.ts";
import { openFirewall, saveFirewall } from "../../firewall/files.ts";
import { type Call, type Endpoint, endpoint } from "../../kernel/endpoint.ts";
import { invalidParameters } from "../../kernel/error.ts";
import { digest } from "../../schema/common.ts";
import { optional, string } from "../../schema/schema.ts";
import type { Level } from "./level.ts";
import { name, network } from "./parameters.ts";

type Aliases = Readonly<Record<string, Alias>>;

const listed = (aliases: Aliases): Alias[] =>
  Object.keys(aliases)
    .sort()
    .map((key) => aliases[key] as Alias);

const taken = (alias: string) => invalidParameters({ name: `alias '${alias}' already exists` });
const missing = () => invalidParameters({ name: "no such alias" });

export function aliasEndpoints({ path: base, audit, modify, anywhere, firewall }: Level): Endpoint[] {
  const path = `${base}/aliases`;
  const one = `${path}/{name}`;
  const open = (call: Call, intent: "read" | "change") => {
    const found = firewall(call, intent);
    const { own } = openFirewall(call.cluster, found);
    return {
      aliases: own.aliases,
      save: (aliases: Aliases) => saveFirewall(call.cluster, found, { ...own, aliases }),
    };
  };

  const list = endpoint({
    method: "GET",
    path,
    permission: audit,
    ...anywhere,
    run: (call) => withDigest(listed(open(call, "read").aliases)),
  });
  const read = endpoint({
    method: "GET",
    path: one,
    permission: audit,
    parameters: { name: name() },
    ...anywhere,
    run(call) {
      const alias = open(call, "read").aliases[call.parameters.name.toLowerCase()];
      if (!alias) throw missing();
      return alias;
    },
  });
  const create = endpoint({
    method: "POST",
    path,
    permission: modify,
    parameters: { name: name(), cidr: network(), comment: optional(string()) },
    ...anywhere,
    run(call) {
      const { name, cidr, comment } = call.parameters;
      const { aliases, save } = open(call, "change");
      const key = name.toLowerCase();
      if (aliases[key]) throw taken(name);
      save({ ...aliases, [key]: { name, cidr, ...(comment && { comment }) } });
      return null;
    },
  });
  const update = endpoint({
    method: "PUT",
    path: one,
    permission: modify,
    parameters: {
      name: name(),
      cidr: network(),
      comment: optional(string()),
      rename: optional(name()),
      digest: digest(),
    },
    ...anywhere,
    run(call) {
      const { name, cidr, comment, rename, digest: seen } = call.parameters;
      const { aliases, save } = open(call, "change");
      demandSame(digestOfList(listed(aliases)), seen);
      const key = name.toLowerCase();
      if (!aliases[key]) throw missing();
      const target = (rename ?? name).toLowerCase();
      const renamed = rename !== undefined && target !== key;
      if (renamed && aliases[target]) throw taken(rename);
      const { [key]: _, ...others } = aliases;
      save({ ...others, [target]: { name: renamed ? rename : name, cidr, ...(comment && { comment }) } });
      return null;
    },
  });
  const remove = endpoint({
    method: "DELETE",
    path: one,
    permission: modify,
    parameters: { name: name(), digest: digest() },
    ...anywhere,
    run(call) {
      const { aliases, save } = open(call, "change");
      demandSame(digestOfList(listed(aliases)), call.parameters.digest);
      const { [call.parameters.name.toLowerCase()]: _, ...others } = aliases;
      save(others);
      return null;
    },
  });
  return [list, read, create, update, remove];
}
