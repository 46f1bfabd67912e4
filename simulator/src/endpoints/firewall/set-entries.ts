/** What an IP set holds. Source: PVE::API2::Firewall::IPSetBase. */
import { cleanNetwork, namePattern, plainNetwork } from "../../firewall/addresses.ts";
import type { SetEntry } from "../../firewall/config.ts";
import { demandSame, digestOfList, withDigest } from "../../firewall/digest.ts";
import { demandAlias, type Prefix, type Scope } from "../../firewall/scope.ts";
import { faultIn } from "../../firewall/spec-error.ts";
import { type Call, type Endpoint, endpoint } from "../../kernel/endpoint.ts";
import { invalidParameters, refusal } from "../../kernel/error.ts";
import { digest } from "../../schema/common.ts";
import { boolean, optional, string } from "../../schema/schema.ts";
import type { Level } from "./level.ts";
import { entry, name } from "./parameters.ts";
import { openSets } from "./sets.ts";

const missing = () => invalidParameters({ cidr: "no such IP/Network" });

export function setEntryEndpoints(level: Level): Endpoint[] {
  const path = `${level.path}/ipset/{name}`;
  const one = `${path}/{cidr}`;
  const { audit, modify, anywhere } = level;
  const open = (call: Call<{ readonly name: string }>, intent: "read" | "change") => {
    const { sets, scope, save } = openSets(level, call as Call, intent);
    const { name } = call.parameters;
    const set = sets[name];
    if (!set) throw refusal(`no such IPSet '${name}'`);
    const { [name]: _, ...others } = sets;
    return {
      entries: set.items,
      scope,
      save: (items: readonly SetEntry[]) => save({ ...sets, [name]: { ...set, items } }),
      drop: () => save(others),
    };
  };

  const list = endpoint({
    method: "GET",
    path,
    permission: audit,
    parameters: { name: name() },
    ...anywhere,
    run: (call) => withDigest(open(call, "read").entries),
  });
  const drop = endpoint({
    method: "DELETE",
    path,
    permission: modify,
    parameters: { name: name(), force: optional(boolean()) },
    ...anywhere,
    run(call) {
      const { entries, drop } = open(call, "change");
      if (entries.length > 0 && !call.parameters.force) throw refusal(`IPSet '${call.parameters.name}' is not empty`);
      drop();
      return null;
    },
  });
  const create = endpoint({
    method: "POST",
    path,
    permission: modify,
    parameters: { name: name(), cidr: entry(), comment: optional(string()), nomatch: optional(boolean()) },
    ...anywhere,
    run(call) {
      const { entries, scope, save } = open(call, "change");
      const { nomatch, comment } = call.parameters;
      const cidr = settled(call.parameters.cidr, scope);
      if (entries.some((other) => other.cidr === cidr)) {
        throw invalidParameters({ cidr: `address '${cidr}' already exists` });
      }
      if (/\/0+$/.test(cidr)) throw invalidParameters({ cidr: "a zero prefix is not allowed in ipset entries" });
      save([entryOf(cidr, nomatch, comment), ...entries]);
      return null;
    },
  });
  const read = endpoint({
    method: "GET",
    path: one,
    permission: audit,
    parameters: { name: name(), cidr: entry() },
    ...anywhere,
    run(call) {
      const found = withDigest(open(call, "read").entries).find(({ cidr }) => cidr === call.parameters.cidr);
      if (!found) throw missing();
      return found;
    },
  });
  const update = endpoint({
    method: "PUT",
    path: one,
    permission: modify,
    parameters: {
      name: name(),
      cidr: entry(),
      comment: optional(string()),
      nomatch: optional(boolean()),
      digest: digest(),
    },
    ...anywhere,
    run(call) {
      const { entries, save } = open(call, "change");
      const { cidr, nomatch, comment, digest: seen } = call.parameters;
      demandSame(digestOfList(entries), seen);
      const at = entries.findIndex((other) => other.cidr === cidr);
      if (at < 0) throw missing();
      save(entries.with(at, entryOf(cidr, nomatch, comment)));
      return null;
    },
  });
  const remove = endpoint({
    method: "DELETE",
    path: one,
    permission: modify,
    parameters: { name: name(), cidr: entry(), digest: digest() },
    ...anywhere,
    run(call) {
      const { entries, save } = open(call, "change");
      demandSame(digestOfList(entries), call.parameters.digest);
      save(entries.filter(({ cidr }) => cidr !== call.parameters.cidr));
      return null;
    },
  });
  return [list, drop, create, read, update, remove];
}

const entryOf = (cidr: string, nomatch: boolean | undefined, comment: string | undefined): SetEntry => ({
  cidr,
  ...(nomatch && { nomatch: 1 }),
  ...(comment && { comment }),
});

const alias = new RegExp(`^(dc/|guest/)?(${namePattern})$`);

/** An entry as the file will hold it. @throws 500 for an alias that is not there */
function settled(given: string, scope: Scope): string {
  const [, prefix = "", name] = alias.exec(given) ?? [];
  if (name === undefined) return plainNetwork(cleanNetwork(given)).cidr;
  const fault = faultIn(() => demandAlias(scope, prefix as Prefix, name));
  if (fault !== undefined) throw refusal(fault);
  return given;
}
