import { afterEach, expect, test } from "@jest/globals";
import { loadLab } from "../../../model/load.ts";
import { refuseUnpinned } from "../../../scripts/stack/unpinned.ts";
import { refusePlaceholders } from "../../../scripts/target/checks/placeholders.ts";
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
const refused = (name: string, only?: string, of = lab) => {
  return () => refuseUnpinned({ name, lab: of }, only);
};

afterEach(() => {
  delete process.env.STRATA_TARGET;
});

test("a checksum that nobody has looked up is rehearsed, and stops before a real host", () => {
  expect(refused("images")).toThrow(
    /^images\/debian13\/image.yaml:10:11: sha256 is still CHANGEME; .*; nothing is built of debian13 before that is settled$/,
  );
  process.env.STRATA_TARGET = "ready.json";
  expect(refused("images")).not.toThrow();
});

test("it stops neither another image nor another stack", () => {
  expect(refused("images", "alma9-k3s-optimized")).not.toThrow();
  expect(refused("gitea")).not.toThrow();
});

test("a release that nobody has built yet stops who is cloned from it, and nobody else", () => {
  const at = { file: "images/alma9-k3s-optimized/releases/v1.0.0.yaml", line: 5, column: 9 };
  const unbuilt = { ...lab, placeholders: [{ at, message: "digest is still CHANGEME" }] };
  expect(refused("k3s-single", undefined, unbuilt)).toThrow(/releases\/v1\.0\.0\.yaml:5:9: digest is still CHANGEME$/);
  expect(refused("platform", undefined, unbuilt)).not.toThrow();
  expect(() => refusePlaceholders(unbuilt)).not.toThrow();
  process.env.STRATA_TARGET = "ready.json";
  expect(refused("k3s-single", undefined, unbuilt)).not.toThrow();
});
