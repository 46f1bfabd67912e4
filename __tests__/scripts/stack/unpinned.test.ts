import { expect, test } from "@jest/globals";
import { loadLab } from "../../../model/load.ts";
import type { OpenStack } from "../../../scripts/stack/open-stack.ts";
import { refuseUnpinned } from "../../../scripts/stack/unpinned.ts";
import { labFolder } from "../../model/lab-folder.ts";

const image = `os: { name: debian, version: "13" }
arch: amd64
firmware: uefi
machine: q35
cpu: x86-64-v2
disk: 8GiB
guarantees: [agent, cloud-init, python, sudo]
base:
  url: https://images.example/trixie/20260914-2601/debian-13.qcow2
  sha256: CHANGEME
  version: 20260914-2601
builders: [cloud-download]
`;

const lab = loadLab(labFolder({ "images/debian13/image.yaml": image }), "home");
const refused = (name: string, target: string, only?: string) => () =>
  refuseUnpinned({ name, lab, target } as OpenStack, only);

test("a checksum that nobody has looked up is rehearsed, and stops before a real host", () => {
  expect(refused("images", "https://127.0.0.1:8006")).not.toThrow();
  expect(refused("images", lab.site.endpoint)).toThrow(
    /^images\/debian13\/image.yaml:10:11: sha256 is still CHANGEME; .*; nothing is built of debian13 before that is settled$/,
  );
});

test("it stops neither another image nor another stack", () => {
  expect(refused("images", lab.site.endpoint, "alma9-k3s-optimized")).not.toThrow();
  expect(refused("gitea", lab.site.endpoint)).not.toThrow();
});
