import { expect, test } from "@jest/globals";
import { guest, lab, site } from "./lab.ts";
import { synth } from "./synth.ts";

const stacks = synth(lab([guest(), guest({ name: "k3s-single", kind: "k3s", id: 210 })]));

test("each guest is a stack of its own name, beside those of the lab, with a state of its own", () => {
  expect(Object.keys(stacks)).toEqual(["access", "gitea", "k3s-single", "platform"]);
  expect(stacks.gitea?.terraform).toMatchObject({ backend: { local: { path: "../../../state/home/gitea.tfstate" } } });
});

test("a guest whose name begins with a digit is a stack as well", () => {
  expect(Object.keys(synth(lab([guest({ name: "3d-printer" })])))).toEqual(["3d-printer", "access", "platform"]);
});

test("the provider is asked for in a form that OpenTofu and Terraform both resolve", () => {
  expect(stacks.gitea?.terraform).toMatchObject({
    required_providers: { proxmox: { source: "bpg/proxmox", version: "~> 0.111" } },
  });
});

test("the connection comes from variables with the site's values, and none of them is a secret", () => {
  expect(stacks.gitea?.variable).toMatchObject({
    proxmox_endpoint: { default: site.endpoint },
    proxmox_ssh_user: { default: "strata" },
    proxmox_ssh_key_file: { default: "~/.ssh/id_ed25519" },
    proxmox_ssh_nodes: { default: { forge: { address: "192.168.88.11", port: 22 } } },
  });
  expect(stacks.gitea?.provider).toEqual({
    proxmox: [
      {
        endpoint: "${var.proxmox_endpoint}",
        ssh: {
          username: "${var.proxmox_ssh_user}",
          private_key: "${fileexists(var.proxmox_ssh_key_file) ? file(var.proxmox_ssh_key_file) : null}",
          dynamic: {
            node: {
              for_each: "${var.proxmox_ssh_nodes}",
              content: { name: "${node.key}", address: "${node.value.address}", port: "${node.value.port}" },
            },
          },
        },
      },
    ],
  });
});

test("no certificate goes unchecked and no credential is written", () => {
  const { access: _, ...others } = stacks;
  expect(JSON.stringify(others)).not.toMatch(/insecure|token|password|sensitive/i);
});

test("two syntheses of one lab are equal, and no folder of this machine is in them", () => {
  expect(synth(lab([guest()])).gitea).toEqual(stacks.gitea);
  expect(JSON.stringify(stacks)).not.toContain(process.cwd());
});
