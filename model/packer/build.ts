import type { Image } from "../lab.ts";
import type { K3sRecipe, Provisioner } from "../recipe.ts";
import { beside, told } from "./source.ts";
import type { PackerBuilder } from "./variables.ts";

/** The build block: every step in order, then a record of what came out. */
export function buildBlock(image: Image, release: string, template: string, builder: PackerBuilder) {
  const { provisioners, k3s } = image.recipe;
  const last = provisioners.length - 1;
  return {
    name: image.name,
    sources: [`source.${builder}.image`],
    provisioner: provisioners.map((step, index) => provisionerBlock(step, k3s, index === last)),
    "post-processor": [
      {
        manifest: {
          output: beside("packer-manifest.json"),
          custom_data: { image: image.name, release, template },
        },
      },
    ],
  };
}

/** Paths are told when Packer starts, so that a template is the same on every machine. */
function provisionerBlock({ kind, file }: Provisioner, k3s: K3sRecipe | undefined, last: boolean) {
  const path = `${told("lab")}/${file}`;
  if (kind === "playbook") return { ansible: playbook(path) };
  return {
    shell: {
      script: path,
      ...(k3s && file.endsWith("/k3s.sh") && { environment_vars: k3sEnvironment(k3s) }),
      // The last step takes away the key that Packer would tidy up after itself with.
      ...(last && { skip_clean: true }),
    },
  };
}

/** Ansible runs on this machine and reaches the guest as Packer does; its host key is as young as the build. */
function playbook(path: string) {
  return {
    playbook_file: path,
    user: "root",
    use_proxy: false,
    ansible_env_vars: ["ANSIBLE_HOST_KEY_CHECKING=False", `ANSIBLE_ROLES_PATH=${told("lab")}/ansible/roles`],
  };
}

function k3sEnvironment({ version, sha256, installer }: K3sRecipe): string[] {
  return [`IMAGE_K3S_VERSION=${version}`, `IMAGE_K3S_SHA256=${sha256}`, `IMAGE_K3S_INSTALLER=${installer}`];
}
