/** Servers that nodes send their figures to, in /etc/pve/status.cfg. Source: PVE::Status::Plugin and its types. */
import type { Cluster } from "../cluster.ts";
import { refusal } from "../kernel/error.ts";
import { registerFormat } from "../schema/formats.ts";
import { boolean, choice, type Fields, formatted, integer, optional, string } from "../schema/schema.ts";
import { type Section, sectionFile } from "../sections/section-file.ts";

export const metricServers = sectionFile("status.cfg");

registerFormat("graphite-path", (text) =>
  /^([a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?\.)*[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$/.test(text)
    ? undefined
    : "value does not look like a valid graphite path",
);

export const serverOptions = {
  "api-path-prefix": optional(string()),
  bucket: optional(string()),
  disable: optional(boolean()),
  influxdbproto: optional(choice("udp", "http", "https")),
  "max-body-size": optional(integer({ minimum: 1 })),
  mtu: optional(integer({ minimum: 512, maximum: 65536 })),
  organization: optional(string()),
  "otel-compression": optional(choice("none", "gzip")),
  "otel-headers": optional(string({ maxLength: 1024 })),
  "otel-max-body-size": optional(integer({ minimum: 1024 })),
  "otel-path": optional(string()),
  "otel-protocol": optional(choice("http", "https")),
  "otel-resource-attributes": optional(string({ maxLength: 1024 })),
  "otel-timeout": optional(integer({ minimum: 1, maximum: 10 })),
  "otel-verify-ssl": optional(boolean()),
  path: optional(formatted("graphite-path")),
  port: integer({ minimum: 1, maximum: 65536 }),
  proto: optional(choice("udp", "tcp")),
  server: formatted("address"),
  timeout: optional(integer({ minimum: 0 })),
  token: optional(string()),
  "verify-certificate": optional(boolean()),
} as const satisfies Fields;

export type ServerType = "graphite" | "influxdb" | "opentelemetry";

const everywhere = ["server", "port", "disable"];

/** Settings of each type. A token is kept elsewhere and never told. */
export const knownSettings: Readonly<Record<ServerType, ReadonlySet<string>>> = {
  graphite: new Set([...everywhere, "mtu", "proto", "timeout", "path"]),
  influxdb: new Set([
    ...everywhere,
    "mtu",
    "organization",
    "bucket",
    "token",
    "influxdbproto",
    "timeout",
    "max-body-size",
    "api-path-prefix",
    "verify-certificate",
  ]),
  opentelemetry: new Set([...everywhere, ...Object.keys(serverOptions).filter((name) => name.startsWith("otel-"))]),
};

/** @throws 500 for a setting of another type */
export function demandKnown(type: ServerType, names: readonly string[]): void {
  const strange = names.find((name) => !knownSettings[type].has(name));
  if (strange !== undefined) throw refusal(`unexpected property '${strange}'`);
}

export function serverNamed(cluster: Cluster, id: string): Section | undefined {
  return cluster.state.table(metricServers).get(id);
}
