/**
 * Proxmox's named text formats, with its own words for what is wrong.
 * Source: "format" in the API schema; the rules are those of PVE::JSONSchema and the modules that register formats.
 */
import { isIPv4, isIPv6 } from "node:net";
import { privileges } from "../permission/privileges.ts";

/** Says what is wrong with a text, or nothing. */
export type FormatCheck = (text: string) => string | undefined;

const formats = new Map<string, FormatCheck>();

/** Adds a format; a family of endpoints registers its own beside the general ones below. */
export function registerFormat(name: string, check: FormatCheck): void {
  formats.set(name, check);
}

const matches = (pattern: RegExp, complaint: string | ((text: string) => string)): FormatCheck => {
  const say = typeof complaint === "string" ? () => complaint : complaint;
  return (text) => (pattern.test(text) ? undefined : say(text));
};

/** Checks a text against a named format; `x-list` is a list of x, `x-opt` may be empty. */
export function checkFormat(name: string, text: string): string | undefined {
  const own = formats.get(name);
  if (own) return own(text);
  if (name.endsWith("-list")) {
    const check = formats.get(name.slice(0, -"-list".length));
    return check && firstComplaint(splitList(text), check);
  }
  if (name.endsWith("-opt")) return text === "" ? undefined : formats.get(name.slice(0, -"-opt".length))?.(text);
  throw new Error(`undefined format '${name}'`);
}

/** Whether a format is known, so that a declaration that misspells one fails at start. */
export function isFormat(name: string): boolean {
  return formats.has(name) || formats.has(name.replace(/-(list|opt)$/, ""));
}

/** Proxmox's lists are separated by commas, semicolons, NULs or blanks. */
export function splitList(text: string): string[] {
  return text.split(/[\s,;\0]+/).filter((part) => part !== "");
}

function firstComplaint(parts: readonly string[], check: FormatCheck): string | undefined {
  for (const part of parts) {
    const complaint = check(part);
    if (complaint) return complaint;
  }
  return undefined;
}

const dnsLabel = "[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?";
const dnsName = new RegExp(`^(${dnsLabel}\\.)*${dnsLabel}$`);
const cidrOf = (text: string, isAddress: (host: string) => boolean, longest: number, shortest: number): boolean => {
  const [host = "", bits, ...rest] = text.split("/");
  return (
    rest.length === 0 &&
    isAddress(host) &&
    /^\d+$/.test(bits ?? "") &&
    Number(bits) >= shortest &&
    Number(bits) <= longest
  );
};
const cidr4 = (text: string) => cidrOf(text, isIPv4, 32, 8);
const cidr6 = (text: string) => cidrOf(text, isIPv6, 128, 8);
const isIp = (text: string) => isIPv4(text) || isIPv6(text);

const identifier = (kind: string): FormatCheck => {
  return (text) => {
    if (text.length < 2) return `${kind} ID '${text}' cannot be shorter than 2 characters`;
    return /^[a-z][a-z0-9\-_.]*[a-z0-9]$/i.test(text) ? undefined : `${kind} ID '${text}' contains illegal characters`;
  };
};
const test = (accepts: (text: string) => boolean, complaint: string | ((text: string) => string)): FormatCheck => {
  const say = typeof complaint === "string" ? () => complaint : complaint;
  return (text) => (accepts(text) ? undefined : say(text));
};

registerFormat("string", () => undefined);
registerFormat(
  "urlencoded",
  matches(/^[-%a-zA-Z0-9_.!~*'()]*$/, (text) => `invalid urlencoded string: ${text}`),
);
registerFormat(
  "pve-configid",
  matches(/^[a-z][a-z0-9_-]+$/i, (text) => `invalid configuration ID '${text}'`),
);
registerFormat("pve-storage-id", identifier("storage"));
registerFormat(
  "pve-bridge-id",
  matches(/^[-_.\w\d]+$/, (text) => `invalid bridge ID '${text}'`),
);
registerFormat("pve-vmid", matches(/^[1-9][0-9]{2,8}$/, "value does not look like a valid VM ID"));
registerFormat(
  "pve-node",
  matches(/^([a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)$/, "value does not look like a valid node name"),
);
registerFormat("mac-addr", (text) =>
  /^[a-f0-9][02468ace](:[a-f0-9]{2}){5}$/i.test(text)
    ? undefined
    : "value does not look like a valid unicast MAC address",
);
registerFormat("ipv4", test(isIPv4, "value does not look like a valid IPv4 address"));
registerFormat("ipv6", test(isIPv6, "value does not look like a valid IPv6 address"));
registerFormat("ip", test(isIp, "value does not look like a valid IP address"));
registerFormat("CIDRv4", test(cidr4, "value does not look like a valid IPv4 CIDR network"));
registerFormat("CIDRv6", test(cidr6, "value does not look like a valid IPv6 CIDR network"));
registerFormat(
  "CIDR",
  test((text) => cidr4(text) || cidr6(text), "value does not look like a valid CIDR network"),
);
registerFormat(
  "pve-ipv4-config",
  test(
    (text) => text === "dhcp" || text === "manual" || cidr4(text),
    "value does not look like a valid ipv4 network configuration",
  ),
);
registerFormat(
  "pve-ipv6-config",
  test(
    (text) => ["auto", "dhcp", "manual"].includes(text) || cidr6(text),
    "value does not look like a valid ipv6 network configuration",
  ),
);
registerFormat("dns-name", matches(dnsName, "value does not look like a valid DNS name"));
registerFormat(
  "address",
  test(
    (text) => isIp(text) || dnsName.test(text),
    (text) => `value does not look like a valid address: ${text}`,
  ),
);
registerFormat(
  "pve-iface",
  matches(/^[a-z][a-z0-9_]{1,20}([:.]\d+)?$/i, (text) => `invalid network interface name '${text}'`),
);
registerFormat(
  "email",
  matches(
    /^[\w+\-~]+(\.[\w+\-~]+)*@[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)*$/,
    "value does not look like a valid email address",
  ),
);
registerFormat(
  "disk-size",
  matches(/^(\d+(\.\d+)?)([KMGT](?:iB)?)?$/, (text) => `value does not look like a valid disk size: ${text}`),
);
registerFormat("pve-tag", matches(/^[a-z0-9_][a-z0-9_\-+.]*$/i, "invalid characters in tag"));
registerFormat("pve-startup-order", (text) =>
  text.split(",").every((part) => /^(order=)?\d+$|^up=\d+$|^down=\d+$/.test(part.trim()))
    ? undefined
    : "unable to parse startup options",
);
registerFormat(
  "pve-task-status-type",
  matches(/^(ok|error|warning|unknown)$/i, (text) => `invalid status '${text}'`),
);
registerFormat(
  "pve-volume-id",
  matches(/^[a-z][a-z0-9\-_.]*[a-z0-9]:.+$/i, (text) => `unable to parse volume ID '${text}'`),
);
registerFormat("pve-userid", (text) => {
  if (text.length < 3) return `user name '${text}' is too short`;
  if (text.length > 64) return `user name '${text}' is too long (${text.length} > 64)`;
  return /^[^\s:/]+@[A-Za-z][A-Za-z0-9.\-_]+$/.test(text)
    ? undefined
    : `value '${text}' does not look like a valid user name`;
});
registerFormat("pve-realm", matches(/^[A-Za-z][A-Za-z0-9.\-_]+$/, "value does not look like a valid realm"));
registerFormat(
  "pve-groupid",
  matches(/^[A-Za-z0-9.\-_]+$/, (text) => `group name '${text}' contains invalid characters`),
);
registerFormat(
  "pve-roleid",
  matches(/^[A-Za-z0-9.\-_]+$/, (text) => `role name '${text}' contains invalid characters`),
);
registerFormat("pve-poolid", (text) => {
  if (text.split("/").length > 3) return `pool name '${text}' nested too deeply (max levels = 3)`;
  return /^[A-Za-z0-9.\-_]+(\/[A-Za-z0-9.\-_]+){0,2}$/.test(text)
    ? undefined
    : `pool name '${text}' contains invalid characters`;
});
registerFormat(
  "pve-tokenid",
  matches(
    /^[^\s:/]+@[A-Za-z][A-Za-z0-9.\-_]+![A-Za-z][A-Za-z0-9.\-_]+$/,
    (text) => `value '${text}' does not look like a valid token ID`,
  ),
);
registerFormat(
  "pve-priv",
  test(
    (text) => privileges.has(text),
    (text) => `invalid privilege '${text}'`,
  ),
);
registerFormat(
  "ldap-simple-attr",
  matches(/^[a-zA-Z0-9]+$/, (text) => `value '${text}' does not look like a simple ldap attribute name`),
);
registerFormat(
  "pve-storage-content",
  test(
    (text) => ["images", "rootdir", "vztmpl", "iso", "backup", "snippets", "import", "none"].includes(text),
    (text) => `invalid content type '${text}'`,
  ),
);
registerFormat(
  "storage-pair",
  matches(
    /^[a-z][a-z0-9\-_.]*[a-z0-9](:[a-z][a-z0-9\-_.]*[a-z0-9])?$|^1$/i,
    (text) => `entry '${text}' contains invalid ID`,
  ),
);
