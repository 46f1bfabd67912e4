/** `pvesh`, the API at a prompt: get, create, set, delete and ls of any path. Source: PVE::CLI::pvesh. */
import type { Method } from "../../kernel/endpoint.ts";
import { boolean, choice, type Fields, optional } from "../../schema/schema.ts";
import type { Command, CommandContext } from "../../ssh/shell/system.ts";
import { isUpid, type LocalApi } from "../local-api.ts";
import { type Given, parseOptions } from "../options.ts";
import { ended } from "../program.ts";
import { ProgramError } from "../program-error.ts";
import { children } from "./children.ts";
import { resultText } from "./result-text.ts";

const methods: Readonly<Record<string, Method>> = {
  get: "GET",
  create: "POST",
  set: "PUT",
  delete: "DELETE",
  ls: "GET",
};

/** How the result is shown, beside the parameters of the call. */
const output = {
  "output-format": optional(choice("text", "json", "json-pretty", "yaml")),
  "human-readable": optional(boolean()),
  noborder: optional(boolean()),
  noheader: optional(boolean()),
  quiet: optional(boolean()),
  noproxy: optional(boolean()),
} as const satisfies Fields;

export const pvesh = (api: LocalApi): Command => ({
  name: "pvesh",
  path: "/usr/bin/pvesh",
  async run(context) {
    if (context.user.uid !== 0) {
      context.complain("please run as root");
      return 255;
    }
    return ended(context, () => run(api, context));
  },
});

async function run(api: LocalApi, context: CommandContext): Promise<number> {
  const silent = context.args[0] === "--nooutput";
  const [word, path, ...options] = silent || context.args[0] === "--noproxy" ? context.args.slice(1) : context.args;
  if (word === undefined) throw new ProgramError(`ERROR: no command specified\n${usage}`);
  const method = methods[word];
  if (!method) {
    if (word === "usage" || word === "help") context.notSimulated(`pvesh ${word}`);
    throw new ProgramError(`ERROR: unknown command 'pvesh ${word}'\n${usage}`);
  }
  if (path === undefined) throw new ProgramError(`400 not enough arguments\n${usageOf(word)}`);
  const here = path
    .replace(/^\/*/, "/")
    .replace(/\/+$/, "")
    .replace(/^\/nodes\/localhost(?=\/|$)/, `/nodes/${api.node}`);
  const endpoint = api.find(method, encoded(here));
  if (!endpoint) {
    context.notSimulated(`pvesh ${word} ${path}`);
    throw new ProgramError(
      word === "ls" ? `no such resource '${path}'` : `No '${word}' handler defined for '${path}'`,
      {
        status: word === "ls" ? 255 : 1,
      },
    );
  }
  try {
    const { shown, parameters } = apart(parseOptions(options, { ...output, ...endpoint.parameters }, { operands: [] }));
    const result = await api.call(method, encoded(here), parameters);
    if (isUpid(result) && !silent) await api.follow(result, (line) => context.print(`${line}\n`));
    if (silent || shown.quiet === "1") return 0;
    const listing = word === "ls" ? children(api, here, result) : undefined;
    const plain = listing && { noborder: "1", noheader: "1" };
    context.print(resultText(listing ?? result, { ...plain, ...shown }, listing && ["capabilities", "name"]));
    return 0;
  } catch (error) {
    if (!(error instanceof ProgramError) || !error.usage) throw error;
    throw new ProgramError(`${error.message}\n${usageOf(word)}`);
  }
}

const encoded = (path: string): string => path.split("/").map(encodeURIComponent).join("/");

function apart(given: Given): { readonly shown: Given; readonly parameters: Given } {
  const isShown = ([name]: [string, unknown]) => Object.hasOwn(output, name);
  const entries = Object.entries(given);
  return {
    shown: Object.fromEntries(entries.filter(isShown)),
    parameters: Object.fromEntries(entries.filter((entry) => !isShown(entry))),
  };
}

const usageOf = (word: string): string => `pvesh ${word} <api_path> [OPTIONS] [FORMAT_OPTIONS]`;
const usage = [
  "USAGE: pvesh <COMMAND> [ARGS] [OPTIONS]",
  "",
  ...Object.keys(methods).map((word) => `       ${usageOf(word)}`),
].join("\n");
