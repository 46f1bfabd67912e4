import * as z from "zod";
import { textLike } from "./fields.ts";

/** A name of the IANA time zone database, as Proxmox takes it. */
export const timezone = textLike(
  /^(?:UTC|[A-Z][A-Za-z_]+(?:\/[A-Z][\w+-]*)+)$/,
  () => "is no time zone; write one such as Europe/Berlin or UTC",
)
  .refine(isZone, { error: "is no time zone that there is; `timedatectl list-timezones` names them" })
  .optional()
  .describe("Time zone of the nodes, such as Europe/Berlin. Default: left as it is");

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

const mail = textLike(/^[\w.+-]+@[\w-]+(?:\.[\w-]+)*$/, () => "is no mail address; write one such as me@home.arpa");

/** Where Proxmox says that something went wrong. */
export const notifications = z
  .strictObject({
    mailto: z.array(mail).min(1).describe("Mail addresses that are told"),
    severities: z
      .array(z.enum(["info", "notice", "warning", "error", "unknown"]))
      .min(1)
      .default(["warning", "error"])
      .describe("How grave it has to be. Default: warning and error"),
  })
  .optional()
  .describe("Who is told by mail of backups, replication and the like. Default: nobody beside root");
