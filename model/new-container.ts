import { formatSize, GiB, MiB } from "./bytes.ts";
import { capacity } from "./capacity.ts";
import { exitCodes, StrataError } from "./exit.ts";
import type { Lab, Node } from "./lab.ts";
import type { PersonaRequest } from "./new-persona.ts";
import { nextFree } from "./next-free.ts";
import { personaText } from "./persona-text.ts";

/** How large a container starts out; its file says so, and can be changed. Bytes. */
const proposal = { cores: 1, memory: 512 * MiB, disk: 8 * GiB } as const;

/** Text of the file of a new container, with the next free number and address. Throws where nothing suits. */
export function newContainer(lab: Lab, { node: wanted, os }: Pick<PersonaRequest, "node" | "os">): string {
  const node = chooseNode(lab, wanted);
  const { id, address } = nextFree(lab, lab.site.ids.ct);
  const able = lab.storages.filter(({ nodes, content }) => nodes.includes(node.name) && content.includes("rootdir"));
  return personaText([
    ["kind", "lxc"],
    ["id", id],
    ["node", node.name],
    ["os", chooseOs(lab, node, os)],
    ["cores", proposal.cores],
    ["memory", formatSize(proposal.memory)],
    ["disk", formatSize(proposal.disk)],
    ["storage", able.length < 2 ? undefined : able[0]?.name],
    ["address", address],
  ]);
}

/** The one that is asked for, else of those that hold containers the one with most memory left. */
function chooseNode(lab: Lab, wanted: string | undefined): Node {
  const [best] = capacity(lab)
    .nodes.filter(({ node }) => wanted === undefined || node.name === wanted)
    .filter(({ node }) =>
      lab.storages.some(({ nodes, content }) => nodes.includes(node.name) && content.includes("rootdir")),
    )
    .sort((a, b) => b.usable - b.taken - (a.usable - a.taken));
  if (best) return best.node;
  const where = wanted === undefined ? `site ${lab.site.name}` : wanted;
  throw new StrataError(
    exitCodes.wrongInput,
    `no storage on ${where} holds containers; add rootdir to one in site.yaml`,
  );
}

function chooseOs({ site, storages }: Lab, node: Node, wanted: string | undefined): string {
  const here = (storage: string) => storages.find(({ name }) => name === storage)?.nodes.includes(node.name);
  const templates = (site.osTemplates ?? []).filter(({ storage }) => here(storage));
  const found = wanted === undefined ? templates[0] : templates.find(({ name }) => name === wanted);
  if (found) return found.name;
  const what = wanted === undefined ? "no OS template" : `OS template "${wanted}"`;
  const there = templates.length > 0 ? `there is ${templates.map(({ name }) => name).join(", ")}` : "add one";
  throw new StrataError(
    exitCodes.wrongInput,
    `${what} is in templates of personas/${site.name}/site.yaml for ${node.name}; ${there}`,
  );
}
