import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";

const checkout = fileURLToPath(new URL("../..", import.meta.url));
const page = "docs/reference/where-is.md";

/** Every path that the requirements' trees name, and those in their text. */
const asked = [
  "apps/n8n/ apps/paperless-ngx/ apps/openwebui/ apps/trilium/ docs/architecture/ docs/hardware-setup.md docs/backup-strategy.md",
  "metal/asus-sabertooth/ metal/storage-zfs.yml platform/cloudflared/ platform/gitea/ platform/monitoring/ platform/databases/",
  "scripts/backup-tank scripts/create-lxc system/network/ system/pve-cluster.yml",
  "apps/ docs/ external/main.tf external/variables.tf external/terraform.tfvars external/modules/ metal/roles/pve-init/",
  "metal/roles/zfs-setup/ metal/site.yml scripts/create-template scripts/vault-encrypt system/",
  "metal/inventories/prod.yml metal/group_vars/all.yml metal/roles/nvidia-passthrough/ metal/roles/pve-bridge/ metal/pxe_server",
  "metal/roles/prerequisites/files/ metal/roles/zfs_setup/ external/provider.tf scripts/bootstrap-pve.sh scripts/make-template.sh",
  "docs/recovery/full-rebuild.md docs/getting-started/ /dev/mapper/pve-root /tank/backups/lxc /tank/data vmbr0 template-1000",
  "packer/alma9-k3s-optimized packer/alma9-k3s-optimized/scripts terraform.tfvars.example Makefile .gitignore bootstrap/ infra/",
].flatMap((line) => line.split(" "));

const rows = tableRows(readFileSync(join(checkout, page), "utf8"));

describe("the page that says where things are", () => {
  test("has a row for each path that the requirements name", () => {
    const named = new Set(rows.map(({ asked }) => /`([^`]+)`/.exec(asked)?.[1]));
    expect(asked.filter((path) => !named.has(path))).toEqual([]);
  });

  test.each(rows)("leads from $asked to what is there, or says with what it comes", ({ here, missing }) => {
    const targets = [...here.matchAll(/\]\(([^)#]+)\)/g)].map(([, target = ""]) => join(dirname(page), target));
    expect(targets.filter((target) => !existsSync(join(checkout, target)))).toEqual([]);
    if (targets.length === 0) expect(missing).toMatch(/with|roles/);
  });

  test("calls no path missing that has come by now", () => {
    const gaps = rows
      .filter(({ missing }) => missing !== "")
      .flatMap(({ asked }) => /^`([^`/]+\/[^`]+)`$/.exec(asked)?.[1] ?? []);
    expect(gaps.length).toBeGreaterThan(20);
    expect(gaps.filter((path) => existsSync(join(checkout, path)))).toEqual([]);
  });
});

/** The rows of every table of the page, without their heads. */
function tableRows(text: string): { asked: string; here: string; missing: string }[] {
  return text
    .split("\n")
    .filter((line) => /^\| (?!asked )/.test(line))
    .map((line) => {
      const [, asked = "", here = "", missing = ""] = line.split("|").map((cell) => cell.trim());
      return { asked, here, missing };
    });
}
