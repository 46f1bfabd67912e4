import { type Fields, integer, optional, string } from "../../schema/schema.ts";
import { immediate } from "../../sdn/config.ts";
import { sectionEndpoints } from "./sections.ts";

const fingerprint = string({ pattern: "([A-Fa-f0-9]{2}:){31}[A-Fa-f0-9]{2}" });

const options = {
  fingerprint: optional(fingerprint),
  key: optional(string()),
  reversemaskv6: optional(integer()),
  ttl: optional(integer()),
  url: optional(string()),
} as const satisfies Fields;

export const dns = sectionEndpoints({
  name: "dns",
  plural: "dns",
  file: immediate.dns,
  types: { powerdns: { required: ["url", "key"], optional: ["ttl", "reversemaskv6", "fingerprint"] } },
  options,
  creation: { key: string(), url: string(), reversev6mask: optional(integer()) },
  all: (cluster) => Object.fromEntries([...cluster.state.table(immediate.dns).all()].map((one) => [one.id, one])),
  removalFails: "delete sdn dns object failed",
  without: "asking the name server: each one counts as working, and gets no records",
});
