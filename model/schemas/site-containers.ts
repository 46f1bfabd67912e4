import * as z from "zod";
import { distributions } from "../container.ts";
import { label, line, sha, textLike } from "./fields.ts";

/** File of an OS template as Proxmox names it; the first word is the distribution. */
const templateFile = textLike(
  new RegExp(`^(?:${distributions.join("|")})-[\\w.+-]+_amd64\\.tar\\.(?:gz|xz|zst)$`),
  () =>
    `is no OS template of ${distributions.join(", ")}; write its file as \`pveam available\` names it, such as debian-13-standard_13.1-2_amd64.tar.zst`,
);

/** OS templates that containers of the site are made from. */
export const osTemplates = z
  .record(
    label,
    z.strictObject({
      file: templateFile.describe("Its file, as `pveam available --section system` names it"),
      storage: textLike(/^[a-zA-Z][\w.-]*\w$/, () => "is no name of a storage").describe("Storage that keeps it"),
      url: textLike(/^https?:\/\/[^\s]+$/, () => "is no address to download from; write https://<host>/<file>")
        .optional()
        .describe("Where it is downloaded from. Default: Proxmox's own server"),
      sha512: sha(512).describe("SHA-512 of the file, as `pveam available` checks it (aplinfo.dat)"),
    }),
  )
  .optional()
  .describe("OS templates of containers by the name that personas use. Default: none");

/** ZFS dataset below which containers keep their data. */
export const dataset = textLike(
  /^[A-Za-z][\w.-]*(?:\/[\w.-]+)+$/,
  () => "is no dataset below a pool; write one such as tank/data",
)
  .optional()
  .describe("ZFS dataset below which containers keep their data, such as tank/data. Default: none");

export const pools = z
  .record(label, line)
  .optional()
  .describe("Pools of Proxmox that group guests, each with what it is for. Default: none");

/**
 * A moment or rhythm of Proxmox and systemd (PVE::CalendarEvent): a time of day, days of the week before it, or a word.
 */
const calendarEvent = textLike(
  /^(?:minutely|hourly|daily|weekly|monthly|\*\/(?:[1-9]|[1-5]\d)|(?:(?:mon|tue|wed|thu|fri|sat|sun)(?:(?:\.\.|,)(?:mon|tue|wed|thu|fri|sat|sun))* )?(?:[01]?\d|2[0-3]):[0-5]\d)$/,
  () => 'is no time; write one such as "02:30", "sat 03:00", hourly or */15, in quotes where it has a colon',
);

const count = z.int().min(1).max(1000);

export const backups = z
  .strictObject({
    storages: z
      .array(textLike(/^[a-zA-Z][\w.-]*\w$/, () => "is no name of a storage"))
      .min(1)
      .describe("Storages that take them; a guest's go to the one that its node has"),
    classes: z
      .record(
        label,
        z.strictObject({
          schedule: calendarEvent.describe('When vzdump runs, such as "02:30" or "sat 03:00"'),
          keep: z
            .strictObject({
              last: count.optional().describe("Latest ones. Default: none"),
              daily: count.optional().describe("One of each of so many days. Default: none"),
              weekly: count.optional().describe("One of each of so many weeks. Default: none"),
              monthly: count.optional().describe("One of each of so many months. Default: none"),
            })
            .refine((keep) => Object.keys(keep).length > 0, { error: "keeps nothing; say how many stay" })
            .describe("How many backups stay"),
          snapshots: z
            .strictObject({
              schedule: calendarEvent.describe("When the datasets are snapshotted, such as hourly"),
              keep: count.describe("How many snapshots stay"),
            })
            .describe("Snapshots of the datasets with data, which vzdump passes over"),
        }),
      )
      .describe("Backup classes that personas name"),
  })
  .optional()
  .describe("Backups of guests. Default: none");
