import { formatSize, GiB } from "./bytes.ts";
import { capacity } from "./capacity.ts";
import { exitCodes, StrataError } from "./exit.ts";
import { imageNamed } from "./image-named.ts";
import type { Guest, Image, Lab, Machine, Release, Storage } from "./lab.ts";
import { newContainer } from "./new-container.ts";
import { nextFree } from "./next-free.ts";
import { personaText } from "./persona-text.ts";

/** What a person says about a guest that is to be; the rest is proposed. */
export interface PersonaRequest {
  readonly kind: Guest["kind"];
  /** Node it shall run on. Default: of those that have a template, the one with most memory left. */
  readonly node?: string | undefined;
  /** Name of the image. Default: the first that suits the kind. */
  readonly image?: string | undefined;
  /** Name of a container's OS template. Default: the first of the site. */
  readonly os?: string | undefined;
}

/** What is cloned from an image. */
type MachineRequest = PersonaRequest & { readonly kind: Machine["kind"] };

/** How large a machine starts out; its file says so, and can be changed. Bytes. */
const proposals = {
  vm: { cores: 2, memory: 2 * GiB, disk: 20 * GiB },
  k3s: { cores: 4, memory: 8 * GiB, disk: 60 * GiB },
} as const;

/** Text of the file of a new guest, with the next free number and address. Throws where nothing suits. */
export function newPersona(lab: Lab, request: PersonaRequest): string {
  return request.kind === "lxc" ? newContainer(lab, request) : newMachine(lab, { ...request, kind: request.kind });
}

function newMachine(lab: Lab, request: MachineRequest): string {
  const { image, release, node } = chooseTemplate(lab, request);
  const { cores, memory, disk } = proposals[request.kind];
  const { id, address } = nextFree(lab, lab.site.ids.vm);
  const most = lab.nodes.find(({ name }) => name === node)?.cores ?? cores;
  return personaText([
    ["kind", request.kind],
    ["id", id],
    ["node", node],
    ["image", `${image.name}@${request.kind === "k3s" ? release.version : "stable"}`],
    ["cores", Math.min(cores, most)],
    ["memory", formatSize(memory)],
    ["disk", formatSize(Math.max(disk, release.disk))],
    ["storage", chooseStorage(lab, node)],
    ["address", address],
  ]);
}

function chooseTemplate(lab: Lab, { kind, image: wanted, node }: MachineRequest) {
  const free = new Map(capacity(lab).nodes.map(({ node: { name }, usable, taken }) => [name, usable - taken]));
  const [best] = (wanted === undefined ? lab.images : [imageNamed(lab, wanted)])
    .flatMap((image) => stableTemplates(image).map((release) => ({ image, release, node: release.template.node })))
    .filter((choice) => node === undefined || choice.node === node)
    .filter(({ image, release }) => suits(kind, image, release))
    .sort((a, b) => plainFirst(kind, a.image, b.image) || (free.get(b.node) ?? 0) - (free.get(a.node) ?? 0));
  if (best) return best;
  const where = node === undefined ? `site ${lab.site.name}` : node;
  const what = wanted === undefined ? `no image for a ${kind} guest` : `${wanted}: no stable release`;
  throw new StrataError(exitCodes.wrongInput, `${what} has a template on ${where}; build or promote one first`);
}

function stableTemplates({ releases, channels }: Image): Release[] {
  return releases.filter(({ version }) => version === channels.stable);
}

function suits(kind: Machine["kind"], { guarantees }: Image, { k3s }: Release): boolean {
  return guarantees.cloudInit && (kind === "vm" || (k3s !== undefined && guarantees.agent));
}

/** A plain machine is better made from an image without k3s in it. */
function plainFirst(kind: Machine["kind"], a: Image, b: Image): number {
  return kind === "k3s" ? 0 : Number(a.k3s !== undefined) - Number(b.k3s !== undefined);
}

/** Named only where the node has several: else it follows from the node. */
function chooseStorage(lab: Lab, node: string): string | undefined {
  const able = lab.storages.filter(({ nodes, content }) => nodes.includes(node) && content.includes("images"));
  if (able.length < 2) return undefined;
  const room = ({ name }: Storage) => {
    const place = capacity(lab).storages.find((entry) => entry.storage.name === name && (entry.node ?? node) === node);
    return place ? place.size - place.taken : 0;
  };
  return able.toSorted((a, b) => room(b) - room(a))[0]?.name;
}
