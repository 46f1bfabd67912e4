import type { Rule } from "../draft.ts";
import type { Image } from "../lab.ts";
import { installers } from "../packer/installers.ts";

/** What is wrong with a recipe, and at which key of `image.yaml`. */
type Objection = readonly [key: readonly PropertyKey[], message: string];

/** Base, answers, builders and steps of an image fit together. */
export const recipeFits: Rule = ({ images }) =>
  [...images.values()].flatMap(({ image, source }) =>
    image ? objections(image).map(([key, message]) => source.fault(key, message)) : [],
  );

function objections(image: Image): Objection[] {
  return [builders, answers, cleanup, k3s, version, architecture].flatMap((look) => look(image));
}

function builders({ recipe }: Image): Objection[] {
  const { base, provisioners, kickstart } = recipe;
  return recipe.builders.flatMap((builder, index): Objection[] => {
    const at = ["builders", index];
    if (recipe.builders.indexOf(builder) < index) return [[at, `${builder} stands here a second time`]];
    if (builder === "proxmox-iso" && base.medium !== "iso")
      return [[at, "proxmox-iso starts from an installer, and the base is a disk; use qemu"]];
    if (builder !== "cloud-download") return [];
    if (recipe.builders.length > 1)
      return [[at, "cloud-download runs nothing inside, so no other builder makes the same image; keep one of them"]];
    if (base.from !== "download" || base.medium !== "disk")
      return [[at, "cloud-download takes a vendor's disk as it is; give base a url of one, or use qemu"]];
    if (provisioners.length > 0 || kickstart || recipe.k3s)
      return [
        [at, "cloud-download runs nothing inside; use qemu, or leave out provisioners, kickstart, hardening and k3s"],
      ];
    return [];
  });
}

function answers({ os, recipe: { base, kickstart } }: Image): Objection[] {
  if (base.medium === "disk")
    return kickstart ? [[["kickstart"], "nothing reads it: the base is a disk, not an installer"]] : [];
  if (!Object.hasOwn(installers, os.name)) {
    const known = Object.keys(installers).join(", ");
    return [[["base", "url"], `no way is known to start the installer of ${os.name}, only of ${known}; use a disk`]];
  }
  return kickstart ? [] : [[["base", "url"], "an installer waits for answers; name them with `kickstart:`"]];
}

/** Without it every clone has the same host keys, the same machine-id and the key of the build. */
function cleanup({ recipe: { builders, provisioners } }: Image): Objection[] {
  if (builders.includes("cloud-download")) return [];
  const last = provisioners.at(-1);
  if (last?.file === "images/shared/cleanup.sh") return [];
  const key = last ? ["provisioners", provisioners.length - 1] : ["builders"];
  return [[key, "the last step must be shared/cleanup.sh, or clones share host keys and machine-id"]];
}

function k3s({ os, recipe: { k3s, provisioners } }: Image): Objection[] {
  const index = provisioners.findIndex(({ file }) => file.endsWith("/k3s.sh"));
  if (k3s && index < 0)
    return [[["k3s"], "k3s is given, but no step installs it; add scripts/k3s.sh or shared/k3s.sh"]];
  if (!k3s && index >= 0) return [[["provisioners", index], "installs k3s, and `k3s:` says no version of it"]];
  if (k3s && os.name !== "alma")
    return [[["os", "name"], `a template with k3s is named after AlmaLinux, and this is ${os.name}; leave k3s out`]];
  return [];
}

/** Where the version is a part of the address, a newer one moves both, and neither can lie about the other. */
function version({ recipe: { base } }: Image): Objection[] {
  if (base.from !== "download" || base.url.includes(base.version)) return [];
  return [[["base", "version"], `version ${base.version} is no part of the url; a newer one must change both`]];
}

function architecture({ arch, recipe: { builders } }: Image): Objection[] {
  return arch === "amd64"
    ? []
    : [[["arch"], `${builders.join(" and ")} build${builders.length > 1 ? "" : "s"} amd64 only`]];
}
