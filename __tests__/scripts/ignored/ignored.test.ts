import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";

const gitignore = fileURLToPath(new URL("../../../.gitignore", import.meta.url));

/** One of each kind that must stay out of Git. */
const ours = {
  "what Packer makes": [
    "output-alma9/alma9.qcow2",
    "images/alma9-k3s-optimized/output-qemu/packer.raw",
    "packer_cache/port.lock",
    "images/alma9.iso",
    "disk.img",
  ],
  "state and its backups": [
    "state/home/k3s-single.tfstate",
    "terraform.tfstate",
    "cdktf.out/stacks/k3s-single/terraform.tfstate",
    "terraform.k3s-single.tfstate.backup",
    "state/home/.k3s-single.tfstate.lock.info",
    ".terraform/providers/registry.json",
    ".terraform.lock.hcl",
  ],
  plans: ["build/home/plans/k3s-single/plan", "k3s-single.tfplan"],
  "values that may be private": ["terraform.tfvars", "home.auto.tfvars", "terraform.tfvars.json"],
  "secrets in plain": [
    "secrets/home.env",
    "secrets/home.yaml",
    "secrets/home.dec.yaml",
    "secrets/id_ed25519",
    "home.agekey",
    ".env",
    ".env.local",
  ],
  "what a run leaves": ["build/home/runway.json", "cdktf.out/manifest.json", "node_modules/x/index.js", "crash.log"],
};

const kept = [
  "terraform.tfvars.example",
  "secrets/home.env.example",
  "secrets/home.enc.yaml",
  ".env.example",
  "personas/home/site.yaml",
  "images/alma9-k3s-optimized/image.yaml",
  "schemas/site.json",
];

/** Makes the files in a new repository with the project's .gitignore, and asks Git which of them it would add. */
function added(files: readonly string[]): string[] {
  const root = mkdtempSync(join(tmpdir(), "strata-ignored-"));
  const git = (...words: string[]) => execFileSync("git", words, { cwd: root, encoding: "utf8" });
  try {
    git("init", "--quiet");
    copyFileSync(gitignore, join(root, ".gitignore"));
    for (const file of files) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), "x");
    }
    return git("ls-files", "--others", "--exclude-standard")
      .split("\n")
      .filter((file) => files.includes(file));
  } finally {
    rmSync(root, { recursive: true });
  }
}

test.each(Object.entries(ours))("Git takes nothing of %s", (_, files) => {
  expect(added(files)).toEqual([]);
});

test("Git takes the examples, encrypted secrets and the lab's files", () => {
  expect(added(kept).sort()).toEqual([...kept].sort());
});
