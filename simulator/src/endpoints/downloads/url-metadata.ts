/** What a server tells about a file before it is downloaded. */
import { ask, FetchError } from "../../downloads/loopback.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { must, privileged, some } from "../../permission/rule.ts";
import { boolean, optional, string } from "../../schema/schema.ts";

export const urlMetadata = endpoint({
  method: "GET",
  path: "/nodes/{node}/query-url-metadata",
  permission: must(some(privileged("/", "Sys.Audit", "Sys.Modify"), privileged("/nodes/{node}", "Sys.AccessNetwork"))),
  parameters: { url: string({ pattern: "https?://.*" }), "verify-certificates": optional(boolean(), true) },
  without: "hosts other than this machine: they do not resolve",
  run: ({ parameters }) => metadata(parameters.url, parameters["verify-certificates"]),
});

async function metadata(url: string, verify: boolean) {
  try {
    const answer = await ask("HEAD", url, { verify, agent: "Proxmox VE" });
    answer.resume();
    if (answer.statusCode !== 200) throw invalid(`${answer.statusCode} ${answer.statusMessage}`);
    const { "content-length": length, "content-type": type, "content-disposition": disposition } = answer.headers;
    const filename =
      /filename="([^"]*)"/.exec(disposition ?? "")?.[1] ??
      /filename=([^;]*)/.exec(disposition ?? "")?.[1] ??
      /^[^?]+\/([^?/]*)(?:\?.*)?$/.exec(url)?.[1];
    return {
      ...(filename && { filename }),
      ...(Number(length) > 0 && { size: Number(length) }),
      ...(type && { mimetype: type.replace(/;.*$/s, "") }),
    };
  } catch (error) {
    if (!(error instanceof FetchError)) throw error;
    const why = error.kind === "untrusted" ? "certificate verify failed" : error.message;
    throw invalid(`500 Can't connect to ${error.host}:${error.port} (${why})`);
  }
}

const invalid = (status: string) => refusal(`invalid server response: '${status}'`);
