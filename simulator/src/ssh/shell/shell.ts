import { FileError } from "../files/host-files.ts";
import { userFiles } from "../files/user-files.ts";
import { builtins } from "./builtins.ts";
import { expandFields, expandText, type Scope } from "./expand.ts";
import { Leave } from "./leave.ts";
import { parseScript } from "./parser.ts";
import { redirected } from "./redirect.ts";
import { runCommand } from "./run-command.ts";
import { collector, inputOf, type Streams } from "./streams.ts";
import { type AndOr, type Command, type Pipeline, type Script, ShellSyntaxError } from "./syntax.ts";
import type { Place } from "./system.ts";

type Simple = Extract<Command, { kind: "simple" }>;

/**
 * A shell on the simulated node. Nothing it runs leaves this process: commands come from the node's table, files from its tree.
 */
export class Shell {
  readonly place: Place;
  parameters: readonly string[];
  directory: string;
  /** Ends at the first failure: `set -e`. */
  stopsAtFailure = false;
  readonly variables: Map<string, string>;
  readonly exported: Set<string>;
  readonly functions: Map<string, Command>;
  #status = 0;
  /** Status of the last command substitution, which an assignment alone takes over. */
  #captured = 0;

  /** @param parent the shell whose variables and functions this one starts with, as a subshell does */
  constructor(place: Place, parameters: readonly string[], parent?: Shell) {
    this.place = place;
    this.parameters = parameters;
    this.directory = parent?.directory ?? place.directory;
    this.variables = new Map(parent?.variables ?? place.environment);
    this.exported = new Set(parent?.exported ?? place.environment.keys());
    this.functions = new Map(parent?.functions);
    this.stopsAtFailure = parent?.stopsAtFailure ?? false;
    this.#status = parent?.status ?? 0;
  }

  /** Status of the last command: $?. */
  get status(): number {
    return this.#status;
  }

  /** Parses and runs a script to its end, and gives its exit status. A script that cannot be read is not begun. */
  async run(text: string): Promise<number> {
    try {
      return await this.#within(parseScript(text), this.place.streams);
    } catch (error) {
      if (!(error instanceof ShellSyntaxError)) throw error;
      if (error.notSimulated) this.place.system.notSimulated(`shell: ${error.message}`);
      this.#complain(this.place.streams, `line ${error.line}: ${error.message}`);
      return 2;
    }
  }

  /** Runs a script whose `exit` and failures end this shell and no other. */
  async #within(script: Script, streams: Streams, strict = true): Promise<number> {
    try {
      return await this.#list(script, streams, strict);
    } catch (error) {
      if (error instanceof Leave) return error.status;
      throw error;
    }
  }

  /** @param strict whether `set -e` counts here: not in a condition, nor before && and || */
  async #list(script: Script, streams: Streams, strict: boolean): Promise<number> {
    if (script.length === 0) this.#status = 0;
    for (const item of script) this.#status = await this.#andOr(item, streams, strict);
    return this.#status;
  }

  async #andOr({ first, rest }: AndOr, streams: Streams, strict: boolean): Promise<number> {
    this.#status = await this.#pipeline(first, streams, strict && rest.length === 0);
    for (const [index, { operator, pipeline }] of rest.entries()) {
      if ((this.#status === 0) === (operator === "&&")) {
        this.#status = await this.#pipeline(pipeline, streams, strict && index === rest.length - 1);
      }
    }
    return this.#status;
  }

  async #pipeline({ commands, negated }: Pipeline, streams: Streams, strict: boolean): Promise<number> {
    const stops = strict && !negated;
    let status = 0;
    let input = streams.input;
    for (const [index, command] of commands.entries()) {
      const last = index === commands.length - 1;
      const { output, content } = collector();
      const own = { ...streams, input, output: last ? streams.output : output };
      status =
        commands.length === 1
          ? await this.#command(command, own, stops)
          : await this.#subshell().#within([{ first: { commands: [command], negated: false }, rest: [] }], own, stops);
      input = inputOf(content());
    }
    if (stops && status !== 0 && this.stopsAtFailure) throw new Leave("shell", status);
    return negated ? Number(status === 0) : status;
  }

  #subshell(): Shell {
    return new Shell(this.place, this.parameters, this);
  }

  async #command(command: Command, streams: Streams, strict: boolean): Promise<number> {
    if (command.kind === "function") {
      this.functions.set(command.name, command.body);
      return 0;
    }
    try {
      const files = userFiles(this.place.system.files, this.place.user.uid, this.directory);
      return await redirected(command.redirections, streams, files, this.#scope(streams), (own) => {
        switch (command.kind) {
          case "simple":
            return this.#simple(command, own, strict);
          case "group":
            return this.#list(command.body, own, strict);
          case "subshell":
            return this.#subshell().#within(command.body, own, strict);
          case "if":
            return this.#choose(command, own, strict);
        }
      });
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      this.#complain(streams, error.message);
      return 1;
    }
  }

  async #choose(command: Extract<Command, { kind: "if" }>, streams: Streams, strict: boolean): Promise<number> {
    for (const { condition, body } of command.branches) {
      if ((await this.#list(condition, streams, false)) === 0) return this.#list(body, streams, strict);
    }
    return this.#list(command.otherwise, streams, strict);
  }

  async #simple(command: Simple, streams: Streams, strict: boolean): Promise<number> {
    const scope = this.#scope(streams);
    this.#captured = 0;
    const words = await expandFields(command.words, scope);
    const assigned = new Map<string, string>();
    for (const { name, value } of command.assignments) assigned.set(name, await expandText(value, scope));
    const name = words[0];
    if (name === undefined) {
      for (const [variable, value] of assigned) this.variables.set(variable, value);
      return this.#captured;
    }
    const body = this.functions.get(name);
    if (body) return this.#call(body, words.slice(1), streams, strict);
    const builtin = builtins.get(name);
    if (builtin) return builtin({ shell: this, args: words.slice(1), streams });
    const place = { ...this.place, directory: this.directory, streams, environment: this.#environment(assigned) };
    return runCommand(words, place, `bash: line ${command.line}`);
  }

  async #call(body: Command, parameters: readonly string[], streams: Streams, strict: boolean): Promise<number> {
    const outer = this.parameters;
    this.parameters = parameters;
    try {
      return await this.#command(body, streams, strict);
    } catch (error) {
      if (error instanceof Leave && error.what === "function") return error.status;
      throw error;
    } finally {
      this.parameters = outer;
    }
  }

  #environment(assigned: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
    const own = [...this.variables].filter(([name]) => this.exported.has(name));
    return new Map([...own, ...assigned]);
  }

  #scope(streams: Streams): Scope {
    return {
      parameters: this.parameters,
      home: this.variables.get("HOME") ?? "/",
      variable: (name) => this.#variable(name),
      capture: async (script) => {
        const { output, content } = collector();
        const inner = this.#subshell();
        inner.stopsAtFailure = false;
        this.#captured = await inner.#within(script, { ...streams, output });
        return content().toString();
      },
    };
  }

  #variable(name: string): string | undefined {
    if (name === "?") return String(this.#status);
    if (name === "#") return String(this.parameters.length);
    if (name === "0") return "bash";
    if (/^[1-9]$/.test(name)) return this.parameters[Number(name) - 1];
    if (name === "PWD") return this.directory;
    return this.variables.get(name);
  }

  #complain(streams: Streams, text: string): void {
    streams.errors(Buffer.from(`bash: ${text}\n`));
  }
}
