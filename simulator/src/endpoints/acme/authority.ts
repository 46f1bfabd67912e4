/** What an ACME authority tells of itself in its directory. Source: RFC 8555, 7.1.1; PVE::ACME. */
import { ask, FetchError } from "../../downloads/loopback.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { everyone, must, privileged } from "../../permission/rule.ts";
import { optional, string } from "../../schema/schema.ts";
import { authorities } from "./directory.ts";

const parameters = { directory: optional(string({ pattern: "^https?://.*" })) };
const without = "authorities other than those on this machine: they do not resolve";

interface Meta {
  readonly termsOfService?: string;
}

/** Nothing where the directory has no such part. @throws 500 when it is not to be had */
async function metaOf(directory = authorities[0]?.url ?? ""): Promise<Meta | null> {
  try {
    const answer = await ask("GET", directory, { verify: true, agent: "pve-acme/0.1" });
    const text = (await answer.setEncoding("utf8").toArray()).join("");
    if (answer.statusCode !== 200) throw refusal(`Error: GET to ${directory}\n${text}`);
    return (JSON.parse(text) as { meta?: Meta }).meta ?? null;
  } catch (error) {
    if (error instanceof SyntaxError)
      throw refusal(`unable to decode methods returned by directory - ${error.message}`);
    if (!(error instanceof FetchError)) throw error;
    const why = `Can't connect to ${error.host}:${error.port} (${error.message})`;
    throw refusal(`Error: GET to ${directory}\n${why}`);
  }
}

export const meta = endpoint({
  method: "GET",
  path: "/cluster/acme/meta",
  permission: must(privileged("/nodes/{node}", "Sys.Audit")),
  parameters,
  without,
  run: ({ parameters: { directory } }) => metaOf(directory),
});

export const termsOfService = endpoint({
  method: "GET",
  path: "/cluster/acme/tos",
  permission: everyone,
  parameters,
  without,
  run: async ({ parameters: { directory } }) => (await metaOf(directory))?.termsOfService ?? null,
});
