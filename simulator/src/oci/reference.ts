/** Names of container images, and where they are to be had. Source: the distribution project's reference grammar; containers-registries.conf(5). */
import type { Cluster } from "../cluster.ts";
import { slice } from "../store/slice.ts";

/** An entry of /etc/containers/registries.conf. */
export interface Registry {
  /** What the names of its images begin with: `docker.io`, `registry.example/lab`. */
  readonly prefix: string;
  /** What is asked instead: `127.0.0.1:5000`. */
  readonly location: string;
  /** Whether plain HTTP and certificates that nobody knows will do. */
  readonly insecure: boolean;
}

/** The same on every node. */
export const registries = slice<Registry>("registries");

export interface Image {
  /** Host, and port if any. */
  readonly registry: string;
  /** `library/alpine` */
  readonly repository: string;
  /** Absent where a repository as such is meant. */
  readonly tag?: string;
}

/** Where an image is to be had. */
export interface Source extends Image {
  readonly insecure: boolean;
}

/** A name without a host is one of Docker Hub, whose own images have a folder there. */
export function parseReference(reference: string): Image {
  const [, name = "", tag] = /^(.*?)(?::([\w][\w.-]*))?$/.exec(reference) ?? [];
  // What follows the last colon is a port where a slash comes after it.
  const first = name.split("/")[0] ?? "";
  const hasHost = name.includes("/") && (/[.:]/.test(first) || first === "localhost");
  const registry = hasHost ? first : "docker.io";
  const path = hasHost ? name.slice(first.length + 1) : name;
  const repository = registry === "docker.io" && !path.includes("/") ? `library/${path}` : path;
  return { registry, repository, ...(tag !== undefined && { tag }) };
}

const hub = "docker.io";

/** The place that the longest fitting prefix names; else the image's own registry. */
export function sourceOf(cluster: Cluster, image: Image): Source {
  const name = `${image.registry}/${image.repository}`;
  const [entry] = [...cluster.state.table(registries).all()]
    .filter(({ prefix }) => name === prefix || name.startsWith(`${prefix}/`))
    .sort((a, b) => b.prefix.length - a.prefix.length);
  if (!entry)
    return { ...image, registry: image.registry === hub ? `registry-1.${hub}` : image.registry, insecure: false };
  const [registry = "", ...path] = `${entry.location}${name.slice(entry.prefix.length)}`.split("/");
  return { ...image, registry, repository: path.join("/"), insecure: entry.insecure };
}
