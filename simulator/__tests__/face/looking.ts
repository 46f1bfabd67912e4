/** Looks at the page as a browser would, without being one. */
import { readFileSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { request } from "node:https";
import type { Simulator } from "../../src/index.ts";

export interface Seen {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** @param options of the request, beside its address */
export function look(
  { endpoint, caFile }: Simulator,
  path = "/",
  options: { readonly method?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<Seen> {
  return new Promise((resolve, reject) => {
    const trust = { ca: readFileSync(caFile), servername: "localhost", agent: false } as const;
    const sent = request(endpoint + path, { ...trust, ...options }, (response) => {
      let text = "";
      response.on("data", (chunk) => (text += chunk));
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    sent.on("error", reject);
    sent.end();
  });
}

/** The rows of one part of the page, each as the text that a reader sees. */
export function rowsOf(text: string, section: string): readonly string[] {
  const part = new RegExp(`<section id="${section}">([\\s\\S]*?)</section>`).exec(text)?.[1] ?? "";
  const body = /<tbody>([\s\S]*)<\/tbody>/.exec(part)?.[1] ?? "";
  return body
    .split("</tr>")
    .map(readable)
    .filter((row) => row !== "");
}

/** Markup as the text that a reader sees. */
export const readable = (markup: string): string =>
  markup
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
