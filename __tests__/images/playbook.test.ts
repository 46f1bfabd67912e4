import { join } from "node:path";
import { expect } from "@jest/globals";
import { execa } from "execa";
import { resolveAnsible } from "../../toolchain/ansible.ts";
import { surveyPython } from "../../toolchain/python.ts";
import { openWorkshop } from "../../toolchain/resolve.ts";
import { checkout, images } from "../model/packer/images.ts";
import { testNeeding } from "../needs.ts";

const python = await surveyPython(openWorkshop({}));
const testWithAnsible = testNeeding("Python 3.11 with venv, for Ansible", python !== undefined);

testWithAnsible(
  "Ansible understands each playbook that an image runs, and finds its roles and modules",
  async () => {
    const { programs } = await resolveAnsible();
    const playbooks = images.flatMap(({ recipe }) => recipe.provisioners.filter(({ kind }) => kind === "playbook"));
    expect(playbooks.map(({ file }) => file)).toEqual(["images/debian13-docker/playbooks/docker.yaml"]);
    for (const { file } of playbooks) {
      const { exitCode, all } = await execa(
        join(programs, "ansible-playbook"),
        ["--syntax-check", "--inventory", "localhost,", join(checkout, file)],
        { all: true, reject: false, env: { ANSIBLE_ROLES_PATH: join(checkout, "ansible/roles") } },
      );
      expect([exitCode, all]).toEqual([0, `\nplaybook: ${join(checkout, file)}`]);
    }
  },
  10 * 60_000,
);
