import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { html, printHtml } from "../../src/face/html.ts";

test("what is put into a template is text, and what templates made is markup", () => {
  const rows = ["a<b", "c&d"].map((name) => html`<td>${name}`);
  expect(printHtml(html`<tr title="${`"'`}">${rows}${undefined}${false}${3}</tr>`)).toBe(
    '<tr title="&quot;&#39;"><td>a&lt;b<td>c&amp;d3</tr>',
  );
});

test("no text leaves its place, nor changes on its way", () => {
  const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const printed = printHtml(html`${text}`);
      expect(printed).not.toMatch(/[<>"']/);
      expect(printed.replaceAll(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? "")).toBe(text);
    }),
  );
});
