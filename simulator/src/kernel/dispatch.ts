/** One request from the question to the answer, in Proxmox's order: who, which method, may they, from which node, are the parameters right, do it. */
import { isPromise } from "node:util/types";
import type { Cluster } from "../cluster.ts";
import { withheldFrom } from "../faults/withheld.ts";
import { localNode, nodes, unknownNode } from "../nodes/node.ts";
import { demandQuorum } from "../nodes/quorum.ts";
import { Caller, type Credentials } from "../permission/caller.ts";
import { enforce } from "../permission/enforce.ts";
import { checkValues, schemaOf } from "../schema/check.ts";
import type { Step, Work } from "../tasks/work.ts";
import { WithAttributes } from "./attributes.ts";
import type { Endpoint, UploadedFile } from "./endpoint.ts";
import { forbidden, invalidParameters, PveError } from "./error.ts";
import { masked } from "./journal.ts";
import type { Router } from "./router.ts";

export interface Request {
  readonly method: string;
  /** Below /api2/json, still percent-encoded, without the query. */
  readonly path: string;
  /** From the query and the body; a repeated one is a list. */
  readonly given: Readonly<Record<string, unknown>>;
  /** Who asks, or why that cannot be told: a 401. */
  readonly sender: Credentials | PveError;
  readonly file?: UploadedFile;
}

export interface Answer {
  readonly status: number;
  readonly data: unknown;
  /** What stands beside the data. */
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly message?: string;
  readonly errors?: Readonly<Record<string, string>>;
  /** Says what it has to say in the reason phrase alone, as Proxmox does to whom it does not know. */
  readonly bare?: true;
}

export async function dispatch(cluster: Cluster, router: Router, request: Request): Promise<Answer> {
  cluster.clock.tick();
  let caller: Caller | undefined;
  let simulated: false | undefined;
  let answer: Answer;
  try {
    const { sender } = request;
    if (sender instanceof PveError) throw sender;
    caller = new Caller(cluster.state, sender, withheldFrom(cluster, sender.id));
    const found = router.find(request.method, request.path);
    if (!found) {
      simulated = false;
      throw new PveError(501, `Method '${request.method} ${request.path}' not implemented`);
    }
    const given = merged(found.parameters, request.given);
    const called = call(cluster, found.endpoint, caller, given, request);
    // Nearly every endpoint answers at once: it is not kept waiting for a turn of the event loop.
    const result = isPromise(called) ? await called : called;
    answer = result instanceof WithAttributes ? { status: 200, ...result } : { status: 200, data: result };
  } catch (error) {
    answer = caller ? failure(error) : { ...failure(error), bare: true };
  }
  cluster.journal.request({
    method: request.method,
    path: decodedPath(request.path),
    parameters: masked(request.given),
    user: caller?.id,
    status: answer.status,
    message: answer.message?.trimEnd(),
    upid: typeof answer.data === "string" && answer.data.startsWith("UPID:") ? answer.data : undefined,
    simulated,
  });
  return answer;
}

function call(
  cluster: Cluster,
  endpoint: Endpoint,
  caller: Caller,
  given: Readonly<Record<string, unknown>>,
  { path, file }: Request,
): unknown {
  if (caller.kind === "token" && endpoint.tokens === false) {
    throw forbidden(`URI '${path}' not available with API token, need proper ticket.\n`);
  }
  enforce(endpoint.permission, caller, given);
  const node = nodeOf(cluster, endpoint, given);
  const values = checked(endpoint, given);
  if (values.node === "localhost") values.node = node.name;
  demandQuorum(cluster, endpoint);
  let upid: string | undefined;
  let first: Step | undefined;
  const result = cluster.state.change(() => {
    const returned = endpoint.run(
      file ? { cluster, caller, parameters: values, file } : { cluster, caller, parameters: values },
    );
    if (!isWork(returned)) return returned;
    const step = returned.next();
    if (step.done) return step.value;
    const start = {
      node: node.name,
      type: endpoint.task(values),
      id: String(endpoint.taskId(values)),
      user: caller.id ?? "",
    };
    upid = cluster.tasks.fork(start, node.bootedAt, returned);
    first = step.value;
    return endpoint.quiet ? null : upid;
  });
  if (upid !== undefined && first) cluster.tasks.begin(upid, first);
  return result;
}

/** The parameters as typed values. @throws PveError 400 */
function checked({ parameters, additional }: Endpoint, given: Readonly<Record<string, unknown>>) {
  const isNamed = ([name]: readonly [string, unknown]) => schemaOf(parameters, name) !== undefined;
  const named = additional ? Object.fromEntries(Object.entries(given).filter(isNamed)) : given;
  const { values, errors } = checkValues(parameters, named);
  if (errors) throw invalidParameters(errors);
  return additional ? { ...given, ...values } : values;
}

function isWork(value: unknown): value is Work<unknown> {
  return typeof value === "object" && value !== null && "throw" in value && "next" in value && Symbol.iterator in value;
}

/** The node a request is for: that of the path, else the one that answers. It must exist and be reachable. */
function nodeOf(cluster: Cluster, endpoint: Endpoint, given: Readonly<Record<string, unknown>>) {
  const local = localNode(cluster);
  if (!endpoint.path.startsWith("/nodes/{node}")) return local ?? { name: "localhost", bootedAt: 0 };
  const name = String(given.node);
  const node = name === "localhost" ? local : cluster.state.table(nodes).get(name);
  if (!node) throw unknownNode(name);
  if (!node.online && endpoint.proxied !== false) throw new PveError(595, "No route to host");
  return node;
}

function merged(
  fromPath: Readonly<Record<string, string>>,
  sent: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  for (const key in sent) {
    if (!Object.hasOwn(fromPath, key) || String(sent[key]) === fromPath[key]) continue;
    throw invalidParameters({ [key]: "duplicate parameter (already defined in URI) with conflicting values!" });
  }
  return { ...sent, ...fromPath };
}

function failure(error: unknown): Answer {
  if (error instanceof PveError) {
    return {
      status: error.status,
      data: null,
      message: `${error.message}\n`,
      ...(error.errors && { errors: error.errors }),
    };
  }
  // A fault of the simulator itself: said on the terminal with its stack, and to the client without one.
  console.error(error);
  return { status: 500, data: null, message: "simulator error: see its terminal\n" };
}

function decodedPath(path: string): string {
  if (!path.includes("%")) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
