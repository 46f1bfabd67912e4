import type { Lab } from "../lab.ts";
import { type Link, links } from "./links.ts";

/** A start page for a browser: one file that loads nothing from elsewhere. */
export function linksPage(lab: Lab): string {
  const groups = links(lab).flatMap(({ title, links }) => [
    `<h2>${escaped(title)}</h2>`,
    "<ul>",
    ...links.map(item),
    "</ul>",
  ]);
  return `${[
    "<!doctype html>",
    `<!-- Made from personas/${lab.site.name}/ by \`strata publish\`; edits here are lost. -->`,
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width">',
    `<title>${escaped(lab.site.name)}</title>`,
    `<style>${style}</style>`,
    "</head>",
    "<body>",
    `<h1>${escaped(lab.site.name)}</h1>`,
    ...groups,
    "</body>",
    "</html>",
  ].join("\n")}\n`;
}

const style =
  ":root{color-scheme:light dark;font:16px/1.6 system-ui,sans-serif}body{max-width:40rem;margin:2rem auto;padding:0 1rem}" +
  "h2{font-size:1rem;margin:1.5rem 0 .25rem}ul{list-style:none;margin:0;padding:0}small{margin-left:.5rem}";

function item({ name, url, proxmox }: Link): string {
  const guest = proxmox === undefined ? "" : ` <small><a href="${escaped(proxmox)}">in Proxmox</a></small>`;
  return `<li><a href="${escaped(url)}">${escaped(name)}</a>${guest}</li>`;
}

/** Text as HTML takes it, in quotes and outside. */
function escaped(text: string): string {
  const words: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (sign) => words[sign] ?? sign);
}
