/** A list of rules: of a firewall, or of a security group. Source: PVE::API2::Firewall::RulesBase. */
import { type Rule, type RulePlace, ruleTexts } from "../../firewall/config.ts";
import { demandSame, digestOfList, withDigest } from "../../firewall/digest.ts";
import { openFirewall, saveFirewall } from "../../firewall/files.ts";
import { networkSets } from "../../firewall/network-sets.ts";
import type { Scope } from "../../firewall/scope.ts";
import { verified } from "../../firewall/verify.ts";
import { type Call, type Endpoint, endpoint } from "../../kernel/endpoint.ts";
import { invalidParameters, refusal } from "../../kernel/error.ts";
import type { Permission } from "../../permission/rule.ts";
import { digest } from "../../schema/common.ts";
import { splitList } from "../../schema/formats.ts";
import type { Fields } from "../../schema/schema.ts";
import type { Level } from "./level.ts";
import { changedRule, newRule, position, ruleProperties } from "./parameters.ts";

export interface OpenRules {
  readonly place: RulePlace;
  readonly rules: readonly Rule[];
  readonly scope: Scope;
  readonly save: (rules: readonly Rule[]) => void;
}

export interface RuleList {
  readonly path: string;
  /** What names the list, beside the path's usual parameters. */
  readonly parameters: Fields;
  readonly audit: Permission;
  readonly modify: Permission;
  readonly anywhere: { readonly proxied?: false };
  readonly open: (call: Call, intent: "read" | "change") => OpenRules;
}

/** The rules of a firewall itself. */
export const rulesOf = ({ path, audit, modify, anywhere, firewall, parameters = {} }: Level): RuleList => ({
  path: `${path}/rules`,
  parameters,
  audit,
  modify,
  anywhere,
  open(call, intent) {
    const found = firewall(call, intent);
    const scope = openFirewall(call.cluster, found);
    return {
      place: found.place,
      rules: scope.own.rules,
      scope,
      save: (rules) => saveFirewall(call.cluster, found, { ...scope.own, rules }),
    };
  },
});

export function ruleEndpoints({ path, parameters: named, audit, modify, anywhere, open }: RuleList): Endpoint[] {
  const one = `${path}/{pos}`;
  const list = endpoint({
    method: "GET",
    path,
    permission: audit,
    parameters: named,
    ...anywhere,
    run: (call) => withDigest(open(call, "read").rules).map((rule, pos) => ({ ...rule, pos })),
  });
  const read = endpoint({
    method: "GET",
    path: one,
    permission: audit,
    parameters: { ...named, pos: position() },
    ...anywhere,
    run(call) {
      const { rules } = open(call, "read");
      const pos = demandRule(rules, call.parameters.pos);
      // It stands there as the request's path had it: a text, where the list has numbers.
      return { ...withDigest(rules)[pos], pos: String(pos) };
    },
  });
  const create = endpoint({
    method: "POST",
    path,
    permission: modify,
    parameters: { ...named, ...newRule },
    ...anywhere,
    run(call) {
      const { rules, save, ...where } = open(call, "change");
      const rule = changed({ type: "", action: "", enable: 0 }, call.parameters);
      save([checked(call, rule, where), ...rules]);
      return null;
    },
  });
  const update = endpoint({
    method: "PUT",
    path: one,
    permission: modify,
    parameters: { ...named, ...changedRule },
    ...anywhere,
    run(call) {
      const { rules, save, ...where } = open(call, "change");
      const { moveto, delete: remove, digest: seen } = call.parameters;
      demandSame(digestOfList(rules), seen);
      const pos = demandRule(rules, call.parameters.pos);
      if (moveto !== undefined && moveto !== pos) {
        save(moved(rules, pos, moveto));
        return null;
      }
      const rule = checked(call, without(changed(rules[pos] as Rule, call.parameters), remove), where);
      save(rules.with(pos, rule));
      return null;
    },
  });
  const remove = endpoint({
    method: "DELETE",
    path: one,
    permission: modify,
    parameters: { ...named, pos: position(), digest: digest() },
    ...anywhere,
    run(call) {
      const { rules, save } = open(call, "change");
      demandSame(digestOfList(rules), call.parameters.digest);
      const pos = demandRule(rules, call.parameters.pos);
      save(rules.filter((_, index) => index !== pos));
      return null;
    },
  });
  return [list, read, create, update, remove];
}

function demandRule(rules: readonly Rule[], pos = 0): number {
  if (pos >= rules.length) throw refusal(`no rule at position ${pos}`);
  return pos;
}

/** A text that is empty or `-` removes what was there. */
function changed(rule: Rule, given: Readonly<Record<string, unknown>>): Rule {
  const next: Record<string, unknown> = { ...rule };
  for (const name of ["type", "action", ...ruleTexts]) {
    const value = given[name];
    if (value === "" || value === "-") delete next[name];
    else if (value !== undefined) next[name] = value;
  }
  if (given.enable !== undefined) next.enable = given.enable ? 1 : 0;
  return next as unknown as Rule;
}

function without(rule: Rule, remove: string | undefined): Rule {
  const next: Record<string, unknown> = { ...rule };
  for (const name of splitList(remove ?? "")) {
    if (!ruleProperties.has(name)) throw invalidParameters({ delete: `no such property ('${name}')` });
    if (name === "type" || name === "action") {
      throw invalidParameters({ delete: `unable to delete required property '${name}'` });
    }
    // A rule that nobody switched off is on.
    if (name === "enable") next.enable = 1;
    else delete next[name];
  }
  return next as unknown as Rule;
}

/** A rule may name those sets of virtual networks alone that its writer sees. @throws 400 for the first thing that is wrong */
function checked({ cluster, caller }: Call, rule: Rule, { place, scope }: Pick<OpenRules, "place" | "scope">): Rule {
  return verified(rule, { ...scope, networks: networkSets(cluster, caller) }, place, (property, fault) => {
    throw invalidParameters({ [property]: fault });
  });
}

/** The rule comes before the one that stands at the new position now; behind the last one the list ends with it. */
function moved(rules: readonly Rule[], from: number, to: number): Rule[] {
  const rule = rules[from] as Rule;
  const others = rules.flatMap((other, index) => (index === from ? [] : index === to ? [rule, other] : [other]));
  return to >= rules.length ? [...others, rule] : others;
}
