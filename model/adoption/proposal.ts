import { holds, isAddress, parseSubnet, toNumber } from "../addresses.ts";
import { formatSize, GiB, MiB, parseSize } from "../bytes.ts";
import { featureNames } from "../container.ts";
import type { Lab } from "../lab.ts";
import { personaText } from "../persona-text.ts";
import { featuresOf, type LivingGuest, moreCards, noun, partsOf, tagsOf, takesRoots } from "./living.ts";

/** What is offered for a guest that no file declares: the file, or why there can be none. */
export type Proposal =
  | { readonly name: string; readonly file: string; readonly content: string }
  | { readonly name: string; readonly why: string };

/** The file that says a container as the host has it, so that taking it over changes nothing. */
export function propose(lab: Lab, living: LivingGuest): Proposal {
  const { name, options } = living;
  const why = unsayable(lab, living);
  if (why !== undefined) return { name, why: `${name} (${noun(living)} on ${living.node}): ${why}` };
  const root = partsOf(options.rootfs);
  const storage = root[""]?.split(":")[0];
  const [ip] = partsOf(options.net0).ip?.split("/") ?? [];
  const swap = Number(options.swap ?? 0);
  const features = featuresOf(living).filter((feature) => featureNames.some((known) => known === feature));
  const content = personaText([
    ["kind", "lxc"],
    ["id", living.id],
    ["node", living.node],
    ["os", templateOf(lab, options.ostype)?.name, "the nearest of the site's; it is not made anew from it"],
    ["cores", options.cores ?? 1, options.cores === undefined ? "not limited on the host" : undefined],
    ["memory", formatSize(Number(options.memory ?? 512) * MiB)],
    ["swap", swap > 0 ? formatSize(swap * MiB) : undefined],
    ["disk", formatSize(wholeGiB(root.size))],
    ["storage", takesRoots(lab, living.node).length > 1 ? storage : undefined],
    ["address", ip],
    ["unprivileged", options.unprivileged === "1" ? undefined : false],
    ["features", features.length > 0 ? `[${features.join(", ")}]` : undefined],
    ["onboot", options.onboot === "1" ? undefined : false],
    ["pool", (lab.site.pools ?? []).find((pool) => pool.name === living.pool)?.name],
    ["tags", tagsOf(living).length > 0 ? `[${tagsOf(living).join(", ")}]` : undefined],
    ["protect", options.protection === "1" ? true : undefined],
    ["adopted", true],
  ]);
  return { name, file: `personas/${lab.site.name}/${name}.yaml`, content };
}

/** What stands in the way of a file, in a few words. */
function unsayable(lab: Lab, living: LivingGuest): string | undefined {
  const { kind, name, node, options } = living;
  if (kind === "vm") return "a machine is described by the image it is cloned from; this one has none";
  if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) return "its name is none for a file; rename it on the host";
  if (!lab.nodes.some((known) => known.name === node)) return `site.yaml has no node ${node}`;
  if (templateOf(lab, options.ostype) === undefined)
    return `site.yaml has no OS template of ${options.ostype ?? "its system"}`;
  const [ip, prefix] = partsOf(options.net0).ip?.split("/") ?? [];
  if (prefix === undefined || !isAddress(ip ?? "")) return `its address is ${ip ?? "not set"}, and a file names one`;
  const inside = lab.networks.some(({ subnet }) =>
    holds(parseSubnet(subnet) ?? { first: 1, last: 0 }, toNumber(ip ?? "")),
  );
  if (!inside) return `its address ${ip} is in no network of site.yaml`;
  const [storage = ""] = partsOf(options.rootfs)[""]?.split(":") ?? [];
  if (!takesRoots(lab, node).some((known) => known.name === storage))
    return `site.yaml has no storage ${storage} on ${node} that takes containers`;
  const more = moreCards(living);
  return more.length > 0 ? `it has more than one network card (${more.join(", ")})` : undefined;
}

function templateOf({ site }: Lab, distribution: string | undefined) {
  return (site.osTemplates ?? []).find((template) => template.distribution === distribution);
}

/** A file tells whole GiB, and the provider reads a root as so many, rounded down. */
function wholeGiB(size = "0"): number {
  return Math.max(1, Math.floor((parseSize(size) ?? 0) / GiB)) * GiB;
}
