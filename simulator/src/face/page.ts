/** The whole page, for an operator's second screen: one document that needs no script, no font and nothing from anywhere else. */
import { createHash } from "node:crypto";
import type { Cluster } from "../cluster.ts";
import { banner, nameOf } from "./banner.ts";
import { guestSection } from "./guests.ts";
import { type Html, html, printHtml, trusted } from "./html.ts";
import { journalSection } from "./journal.ts";
import { nodeSection } from "./nodes.ts";
import { storageSection } from "./storages.ts";
import { style } from "./style.ts";
import { taskSectionOf } from "./task.ts";
import { taskSection } from "./tasks.ts";
import type { View } from "./view.ts";

/** Seconds after which a browser asks anew. */
const refresh = 5;

/** What the page may load: its own style and nothing else. */
export const contentPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

export interface Page {
  /** 404 for a task that is not there. */
  readonly status: 200 | 404;
  readonly text: string;
}

/** Tells of the cluster as it is at this moment. */
export function page(cluster: Cluster, view: View): Page {
  if (view.task === undefined) return { status: 200, text: framed(cluster, view, refresh, overview(cluster, view)) };
  const found = taskSectionOf(cluster, view.task);
  if (!found) return { status: 404, text: framed(cluster, view, undefined, noSuchTask) };
  return { status: 200, text: framed(cluster, view, found.task.running ? refresh : undefined, found.body) };
}

const noSuchTask = html`<section><h2>No such task</h2><p>It never was, or was forgotten. <a href="/">All of the cluster</a></p></section>
`;

const overview = (cluster: Cluster, view: View): Html => html`<div>
${nodeSection(cluster, view)}${guestSection(cluster, view)}
</div>
<div>
${storageSection(cluster, view)}${taskSection(cluster, view)}${journalSection(cluster)}
</div>
`;

function framed(cluster: Cluster, view: View, seconds: number | undefined, body: Html): string {
  return printHtml(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${seconds !== undefined && html`<meta http-equiv="refresh" content="${seconds}">`}
<title>${nameOf(cluster)} – simulated Proxmox VE</title>
<style>${trusted(style)}</style>
</head>
<body>
${banner(cluster, view, seconds)}
<main>
${body}
</main>
<footer>A simulator: nothing runs inside these guests. This page is shown on this machine only, without a login, and changes nothing.</footer>
</body>
</html>
`);
}
