/** One request from the question to the answer, in Proxmox's order: who, which method, may they, from which node, are the parameters right, do it. */
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
  /** @throws PveError 401 */
  readonly authenticate: () => Credentials;
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
    const credentials = request.authenticate();
    caller = new Caller(cluster.state, credentials, withheldFrom(cluster, credentials.id));
    const found = router.find(request.method, request.path);
    if (!found) {
      simulated = false;
      throw new PveError(501, `Method '${request.method} ${request.path}' not implemented`);
    }
    const given = merged(found.parameters, request.given);
    const result = await call(cluster, found.endpoint, caller, given, request);
    answer = { status: 200, ...(result instanceof WithAttributes ? result : { data: result }) };
  } catch (error) {
    answer = caller ? failure(error) : { ...failure(error), bare: true };
  }
  cluster.journal.request({
    method: request.method,
    path: decodedPath(request.path),
    parameters: masked(request.given),
    ...(caller?.id !== undefined && { user: caller.id }),
    status: answer.status,
    ...(answer.message !== undefined && { message: answer.message.trimEnd() }),
    ...(typeof answer.data === "string" && answer.data.startsWith("UPID:") && { upid: answer.data }),
    ...(simulated === false && { simulated }),
  });
  return answer;
}

async function call(
  cluster: Cluster,
  endpoint: Endpoint,
  caller: Caller,
  given: Readonly<Record<string, unknown>>,
  { path, file }: Request,
): Promise<unknown> {
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
    const returned = endpoint.run({ cluster, caller, parameters: values, ...(file && { file }) });
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
  return await result;
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
  return typeof value === "object" && value !== null && Symbol.iterator in value && "next" in value && "throw" in value;
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
  const conflict = Object.keys(sent).find((key) => fromPath[key] !== undefined && String(sent[key]) !== fromPath[key]);
  if (conflict !== undefined) {
    throw invalidParameters({ [conflict]: "duplicate parameter (already defined in URI) with conflicting values!" });
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
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
