/** The frame of each part of the page: a heading, what stands beside it, a table or a line instead of one. */
import { grouped } from "./figures.ts";
import { type Html, html, type Part } from "./html.ts";

export interface Section {
  readonly id: string;
  readonly title: string;
  /** What stands beside the title. */
  readonly aside?: Part;
  /** Cells of the heading, each a `th`. */
  readonly head: Html;
  /** Each a `tr`. */
  readonly rows: readonly Html[];
  /** Rows that are not listed. */
  readonly more?: number;
  /** What is said when there is nothing to list. */
  readonly none: string;
}

export function section({ id, title, aside, head, rows, more = 0, none }: Section): Html {
  return html`<section id="${id}">
<h2>${title}${aside !== undefined && html` <small>${aside}</small>`}</h2>
${rows.length === 0 ? html`<p>${none}</p>` : html`<table><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table>`}
${more > 0 && html`<p>and ${grouped(more)} more</p>`}
</section>
`;
}
