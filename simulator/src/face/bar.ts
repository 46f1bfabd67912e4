/** How full something is, drawn without a style of its own, so that the page can forbid those. */
import { percent } from "./figures.ts";
import { type Html, html } from "./html.ts";

/** From which share on it is drawn as tight, and as full. */
const tight = 0.75;
const full = 0.9;

/** @param share 0 to 1; more is drawn as full */
export function bar(share: number): Html {
  const level = share >= full ? "bad" : share >= tight ? "warn" : "fine";
  const width = Math.min(100, Math.max(0, share * 100)).toFixed(1);
  return html`<svg class="bar ${level}" viewBox="0 0 100 1" preserveAspectRatio="none" role="img" aria-label="${percent(share)}"><rect width="${width}" height="1"/></svg>`;
}
