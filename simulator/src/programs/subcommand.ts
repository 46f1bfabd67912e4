/** A subcommand of `qm`, `pct` or `pvesm`: a call of the API with a name and operands, or something of the program's own. */
import type { Method } from "../kernel/endpoint.ts";
import type { Fields } from "../schema/schema.ts";
import type { CommandContext } from "../ssh/shell/system.ts";
import type { LocalApi } from "./local-api.ts";
import type { Given } from "./options.ts";

/** What a subcommand works with. */
export interface Tools {
  readonly api: LocalApi;
  readonly context: CommandContext;
}

export interface ApiSubcommand {
  readonly method: Method;
  /** With the braces of the endpoint; `{node}` is the program's own. */
  readonly path: string;
  readonly operands: readonly string[];
  /** Parameters that the subcommand implies. */
  readonly preset?: Readonly<Record<string, string>>;
  /** Parts of the path that follow from the operands. */
  readonly derive?: (given: Given) => Readonly<Record<string, string>>;
  /** Parameters that name a file on the node; its content is what the API is given. */
  readonly files?: Readonly<Record<string, (content: string) => string>>;
  /** Turns the result into what is printed; without it nothing is. */
  readonly show?: (result: unknown) => string;
  /** false where Proxmox ends with 0 whatever became of the task. Default true. */
  readonly judges?: false;
}

export interface OwnSubcommand {
  readonly operands: readonly string[];
  readonly parameters: Fields;
  /** @returns the exit status; nothing is 0 */
  readonly run: (given: Given, tools: Tools) => Promise<number | undefined> | number | undefined;
}

export type Subcommand = ApiSubcommand | OwnSubcommand;

/** Subcommands by name; `disk import` is a word and another below it. A text is another name of what it says. */
export type Subcommands = Readonly<Record<string, Subcommand | string>>;
