import { textLike } from "./fields.ts";

/** A tag as Proxmox takes it (PVE::JSONSchema, `pve-tag`), in lower case as it stores it. */
export const tag = textLike(/^[a-zA-Z0-9_][a-zA-Z0-9_+.-]*$/, (input) =>
  typeof input === "string"
    ? "is no tag; use letters, digits and _ + . -"
    : `must be text; write "${String(input)}" in quotes`,
).transform((text) => text.toLowerCase());
