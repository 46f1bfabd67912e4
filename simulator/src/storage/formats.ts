/** Text formats of storage options. Source: PVE::Storage::Plugin. */
import { retention } from "../backup/options.ts";
import { checkFormat, registerFormat } from "../schema/formats.ts";
import { PropertyStringError, parseProperties } from "../schema/property-string.ts";

const matching = (name: string, pattern: RegExp, complaint: string | ((text: string) => string)): void =>
  registerFormat(name, (text) =>
    pattern.test(text) ? undefined : typeof complaint === "string" ? complaint : complaint(text),
  );

matching("pve-storage-path", /^\/[^;()]+/, "value does not look like a valid absolute path");
matching(
  "pve-storage-vgname",
  /^[a-z0-9][a-z0-9\-_.]*[a-z0-9]$/i,
  (text) => `lvm name '${text}' contains illegal characters`,
);
matching("pve-storage-options", /^\S+$/, (text) => `invalid options '${text}'`);
matching(
  "pve-storage-portal-dns",
  /^(\[[0-9a-f:]+\]|[a-z0-9.-]+|[0-9a-f:]+)(:\d+)?$/i,
  "value does not look like a valid portal address",
);

registerFormat("pve-storage-server", (text) =>
  checkFormat("address", text) === undefined ? undefined : "value does not look like a valid server name or IP address",
);

registerFormat("pve-dir-override", (text) => {
  const [, content, path = ""] = /^([a-z]+)=([^.]*(?:\.?[^.]+)+)$/.exec(text) ?? [];
  const fits =
    content !== undefined &&
    checkFormat("pve-storage-content", content) === undefined &&
    path.length < 1023 &&
    path.split("/").every((part) => part.length < 255);
  return fits ? undefined : `invalid override '${text}'`;
});

registerFormat("prune-backups", (text) => {
  try {
    const { "keep-all": all, ...counts } = parseProperties(retention, text, "prune-backups");
    const limited = Object.values(counts).some((count) => (count ?? 0) > 0);
    return all && limited ? "keep-all cannot be set together with other options." : undefined;
  } catch (error) {
    if (error instanceof PropertyStringError) return error.message;
    throw error;
  }
});
