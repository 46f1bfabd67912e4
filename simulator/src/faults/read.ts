/** Reads faults that a person wrote, as an object of a file or as a line: `error,status=503,request=GET /nodes/**,at=2,times=3`. */
import { checkValues } from "../schema/check.ts";
import { PropertyStringError, splitProperties } from "../schema/property-string.ts";
import { choice, type Fields, unnamed } from "../schema/schema.ts";
import { faultClasses } from "./classes/index.ts";
import { type FaultClass, type Trigger, trigger } from "./fault-class.ts";

/** A fault that cannot be: one line a mistake. */
export class FaultError extends Error {
  readonly exitCode = 1;
}

export interface ReadFault {
  readonly class: FaultClass;
  readonly trigger: Trigger;
  readonly given: Readonly<Record<string, unknown>>;
}

const classes: ReadonlyMap<string, FaultClass> = new Map(
  (faultClasses as unknown as readonly FaultClass[]).map((known) => [known.name, known]),
);
const names = [...classes.keys()];

/** @throws FaultError that names every mistake */
export function readFault(spec: unknown): ReadFault {
  const name = typeof spec === "string" ? /^(?:fault=)?([^,]*)/.exec(spec)?.[1] : (spec as { fault?: unknown })?.fault;
  const known = classes.get(String(name));
  if (typeof spec !== "string" && (typeof spec !== "object" || spec === null)) {
    throw new FaultError(
      `fault ${JSON.stringify(spec)}: must be an object such as {"fault": "latency", "milliseconds": 500}`,
    );
  }
  if (!known) throw new FaultError(`fault ${name ?? "without a class"}: is none of ${names.join(", ")}`);
  const fields: Fields = { fault: unnamed(choice(...names)), ...known.parameters, ...trigger };
  const { values, errors } = checkValues(fields, typeof spec === "string" ? pairsOf(fields, spec, known) : { ...spec });
  if (errors) {
    const lines = Object.entries(errors).map(([key, fault]) => `fault ${known.name}: ${key}: ${worded(fault)}`);
    throw new FaultError(lines.join("\n"));
  }
  demandSense(known, values);
  const isTrigger = ([key]: [string, unknown]) => Object.hasOwn(trigger, key);
  const entries = Object.entries(values).filter(([key]) => key !== "fault");
  return {
    class: known,
    trigger: Object.fromEntries(entries.filter(isTrigger)) as unknown as Trigger,
    given: Object.fromEntries(entries.filter((entry) => !isTrigger(entry))),
  };
}

function pairsOf(fields: Fields, text: string, { name }: FaultClass): Record<string, string> {
  try {
    return splitProperties(fields, text);
  } catch (error) {
    if (error instanceof PropertyStringError) throw new FaultError(`fault ${name}: ${error.message}`);
    throw error;
  }
}

function worded(fault: string): string {
  if (fault.startsWith("property is not defined")) return "is not known to this fault";
  if (fault.startsWith("property is missing")) return "must be given";
  return fault.trimEnd();
}

/** Only tasks are matched by `task`, and they by nothing else. */
function demandSense({ name, kind }: FaultClass, given: Readonly<Record<string, unknown>>): void {
  if (kind === "task" && given.request !== undefined) {
    throw new FaultError(`fault ${name}: request: is about a task; name it by task, such as qmclone:9000`);
  }
  if (kind !== "task" && given.task !== undefined) {
    throw new FaultError(`fault ${name}: task: is about a request; name it by request, such as POST /nodes/**`);
  }
}
