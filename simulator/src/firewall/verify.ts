/** Whether a rule makes sense where it stands. Source: verify_rule of PVE::Firewall, whose order and words these are. */
import { refusal } from "../kernel/error.ts";
import { checkFormat } from "../schema/formats.ts";
import { type IpVersion, namePattern, readAddressList } from "./addresses.ts";
import type { Rule, RulePlace } from "./config.ts";
import { macroConflict, macroNamed } from "./macros.ts";
import { checkPorts, hasPorts, icmpOf, isIcmpType, protocolFault } from "./ports.ts";
import { aliasIn, knowsAlias, knowsSet, type Prefix, type Scope } from "./scope.ts";
import { faultIn, SpecError } from "./spec-error.ts";

/** Told of each fault; it throws where the first one is enough. */
export type Complain = (property: string, fault: string) => void;

const types: Readonly<Record<RulePlace, readonly string[]>> = {
  ct: ["in", "out", "group"],
  vm: ["in", "out", "group"],
  group: ["in", "out", "forward"],
  cluster: ["in", "out", "forward", "group"],
  host: ["in", "out", "forward", "group"],
  vnet: ["forward", "group"],
};

const aliasReference = new RegExp(`^(guest/|dc/)?(${namePattern})$`);
const setReference = new RegExp(`^\\+(guest/|dc/|sdn/)?(${namePattern})$`);
const wholeName = new RegExp(`^${namePattern}$`);

/**
 * @returns the rule with its macro spelled as it should be and the version of its addresses
 * @throws 500 when addresses and aliases of both versions meet
 */
export function verified(given: Rule, scope: Scope, place: RulePlace, complain: Complain): Rule {
  let faults = 0;
  const report: Complain = (property, fault) => {
    faults += 1;
    complain(property, fault);
  };
  const version = versions();
  checkType(given, place, report);
  checkInterface(given, place, report);
  const macro = given.macro === undefined ? undefined : macroNamed(given.macro);
  if (given.macro !== undefined && macro === undefined) report("macro", `unknown macro '${given.macro}'`);
  const rule: Rule = { ...given, ...(macro !== undefined && { macro }) };
  checkProtocol(rule, version, report);
  checkAddresses(rule, scope, version, report);
  const known = version.get();
  const conflict = macro !== undefined && faults === 0 ? macroConflict(macro, rule, known) : undefined;
  if (conflict) report(conflict.property, conflict.fault);
  const { ipversion: _, ...rest } = rule;
  return { ...rest, ...(known !== undefined && { ipversion: known }) };
}

interface Versions {
  get(): IpVersion | undefined;
  /** @throws SpecError when another one was met before */
  meet(version: IpVersion | undefined): void;
}

function versions(): Versions {
  let known: IpVersion | undefined;
  return {
    get: () => known,
    meet(version) {
      if (known !== undefined && version !== undefined && version !== known) {
        throw new SpecError("detected mixed ipv4/ipv6 addresses in rule");
      }
      known ??= version;
    },
  };
}

function checkType({ type, action }: Rule, place: RulePlace, report: Complain): void {
  if (!types[place].includes(type)) report("type", `invalid rule type '${type}' for rule_env '${place}'`);
  if (type === "group") {
    if (place === "group") report("type", "security groups not allowed");
    if (!wholeName.test(action)) report("action", "invalid characters in security group name");
  } else if (["in", "out", "forward"].includes(type)) {
    if (type === "forward" && action === "REJECT") report("action", "cannot define REJECT rules on forward chain");
    if (!/^(ACCEPT|DROP|REJECT)$/.test(action)) report("action", `unknown action '${action}'`);
  } else {
    report("type", `unknown rule type '${type}'`);
  }
}

function checkInterface({ iface }: Rule, place: RulePlace, report: Complain): void {
  if (iface === undefined) return;
  if (place === "group" || place === "vnet") report("type", "parameter -i not allowed for this rule type");
  const fault = checkFormat("pve-iface", iface);
  if (fault !== undefined) report("iface", fault);
  if ((place === "vm" || place === "ct") && !/^net\d+$/.test(iface)) {
    report("iface", "value does not match the regex pattern 'net\\d+'");
  }
}

function checkProtocol(rule: Rule, version: Versions, report: Complain): void {
  const { proto, dport, sport } = rule;
  const icmp = icmpOf(proto);
  if (proto !== undefined) {
    const fault = protocolFault(proto);
    if (fault !== undefined) report("proto", fault);
    if (icmp) version.meet(icmp === "icmp" ? 4 : 6);
  }
  checkPort("dport", dport, rule, { messages: icmp !== undefined, report });
  const type = rule["icmp-type"];
  if (type !== undefined) {
    if (!icmp) report("proto", "missing property - 'icmp-type' requires this property");
    if (dport !== undefined) report("icmp-type", "'icmp-type' cannot be specified together with 'dport'");
    if (icmp && !isIcmpType(icmp, type)) report("icmp-type", `invalid icmp-type '${type}' for proto '${proto}'`);
  }
  checkPort("sport", sport, rule, { messages: false, report });
}

function checkPort(
  name: "dport" | "sport",
  ports: string | undefined,
  { proto }: Rule,
  { messages, report }: { readonly messages: boolean; readonly report: Complain },
): void {
  if (ports === undefined) return;
  const fault = faultIn(() => checkPorts(ports, messages));
  if (fault !== undefined) report(name, fault);
  if (proto === undefined) report("proto", `missing property - '${name}' requires this property`);
  if (!hasPorts(proto ?? "") && !messages) report(name, `protocol '${proto ?? ""}' does not support ports`);
}

function checkAddresses(rule: Rule, scope: Scope, version: Versions, report: Complain): void {
  for (const name of ["source", "dest"] as const) {
    const text = rule[name];
    if (text === undefined) continue;
    const fault = faultIn(() => version.meet(readAddressList(text)));
    if (fault !== undefined) report(name, fault);
    checkReference(name, text, scope, version, report);
  }
}

function checkReference(name: string, text: string, scope: Scope, version: Versions, report: Complain): void {
  if (text.startsWith("+")) {
    const set = setReference.exec(text)?.[2];
    if (set === undefined) report(name, `invalid ipset name '${text}'`);
    else if (!knowsSet(scope, set)) report(name, `no such ipset '${set}'`);
    return;
  }
  const [, prefix = "", alias] = aliasReference.exec(text) ?? [];
  if (alias === undefined) return;
  if (!knowsAlias(scope, alias)) report(name, `no such alias '${text}'`);
  const fault = faultIn(() => version.meet(aliasIn(scope, prefix as Prefix, alias)?.ipversion));
  if (fault !== undefined) throw refusal(fault);
}
