/** A firewall's options. Source: the option properties of PVE::Firewall. */
import "../../firewall/formats.ts";
import { demandSame, digestOf } from "../../firewall/digest.ts";
import { openFirewall, saveFirewall } from "../../firewall/files.ts";
import { type Endpoint, endpoint } from "../../kernel/endpoint.ts";
import { invalidParameters } from "../../kernel/error.ts";
import { digest } from "../../schema/common.ts";
import { splitList } from "../../schema/formats.ts";
import {
  boolean,
  choice,
  type Fields,
  formatted,
  integer,
  keyed,
  optional,
  string,
  unnamed,
} from "../../schema/schema.ts";
import type { Level } from "./level.ts";
import { logLevel } from "./parameters.ts";

const flag = () => optional(boolean());
const count = (minimum?: number, maximum?: number) =>
  optional(integer({ ...(minimum !== undefined && { minimum }), ...(maximum !== undefined && { maximum }) }));
const policy = () => optional(choice("ACCEPT", "REJECT", "DROP"));
const forwardPolicy = () => optional(choice("ACCEPT", "DROP"));

export const clusterOptions = {
  enable: count(0),
  ebtables: flag(),
  policy_in: policy(),
  policy_out: policy(),
  policy_forward: forwardPolicy(),
  log_ratelimit: optional(
    keyed({
      enable: unnamed(boolean()),
      rate: optional(string({ pattern: "[1-9][0-9]*\\/(second|minute|hour|day)" })),
      burst: optional(integer({ minimum: 0 })),
    }),
  ),
} as const;

export const nodeOptions = {
  enable: flag(),
  log_level_in: logLevel(),
  log_level_out: logLevel(),
  log_level_forward: logLevel(),
  tcp_flags_log_level: logLevel(),
  smurf_log_level: logLevel(),
  nosmurfs: flag(),
  tcpflags: flag(),
  nf_conntrack_max: count(32_768),
  nf_conntrack_tcp_timeout_established: count(7_875),
  nf_conntrack_tcp_timeout_syn_recv: count(30, 60),
  ndp: flag(),
  nf_conntrack_allow_invalid: flag(),
  nf_conntrack_helpers: optional(formatted("pve-fw-conntrack-helper")),
  protection_synflood: flag(),
  protection_synflood_rate: count(),
  protection_synflood_burst: count(),
  log_nf_conntrack: flag(),
  nftables: flag(),
} as const;

export const guestOptions = {
  enable: flag(),
  macfilter: flag(),
  dhcp: flag(),
  ndp: flag(),
  radv: flag(),
  ipfilter: flag(),
  policy_in: policy(),
  policy_out: policy(),
  log_level_in: logLevel(),
  log_level_out: logLevel(),
} as const;

export const networkOptions = {
  enable: flag(),
  policy_forward: forwardPolicy(),
  log_level_forward: logLevel(),
} as const;

/** @param known the options there are */
export function optionEndpoints(
  { path: base, audit, modify, firewall, parameters = {} }: Level,
  known: Fields,
): Endpoint[] {
  const path = `${base}/options`;
  const read = endpoint({
    method: "GET",
    path,
    permission: audit,
    parameters,
    run(call) {
      const { options } = openFirewall(call.cluster, firewall(call, "read")).own;
      return { ...options, digest: digestOf(options) };
    },
  });
  const change = endpoint({
    method: "PUT",
    path,
    permission: modify,
    parameters: {
      ...parameters,
      ...known,
      delete: optional(formatted("pve-configid-list")),
      digest: digest(),
    } as Fields,
    run(call) {
      const found = firewall(call, "change");
      const { own } = openFirewall(call.cluster, found);
      const given = call.parameters as Readonly<Record<string, unknown>>;
      demandSame(digestOf(own.options), given.digest as string | undefined);
      const options: Record<string, string | number> = { ...own.options };
      for (const name of splitList(String(given.delete ?? ""))) {
        if (!known[name]) throw invalidParameters({ delete: `no such option '${name}'` });
        delete options[name];
      }
      for (const name of Object.keys(known)) {
        const value = given[name];
        if (value !== undefined)
          options[name] = typeof value === "boolean" ? Number(value) : (value as string | number);
      }
      // A cluster's firewall that is given a number above 1 is on for a minute from now, unless it is confirmed.
      if (Number(given.enable ?? 0) > 1) options.enable = call.cluster.clock.seconds();
      saveFirewall(call.cluster, found, { ...own, options });
      return null;
    },
  });
  return [read, change];
}
