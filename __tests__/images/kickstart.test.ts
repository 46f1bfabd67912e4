import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect } from "@jest/globals";
import { execa } from "execa";
import { packerTemplates } from "../../model/packer/templates.ts";
import { installPackages, surveyPython } from "../../toolchain/python.ts";
import { openWorkshop } from "../../toolchain/resolve.ts";
import { buildKey, checkout, imageNamed } from "../model/packer/images.ts";
import { testNeeding } from "../needs.ts";

const workshop = openWorkshop({});
const python = await surveyPython(workshop);
const testWithPython = testNeeding("Python 3.11 with venv", python !== undefined);
const requirements = fileURLToPath(new URL("kickstart-requirements.txt", import.meta.url));

describe("the answers for AlmaLinux's installer", () => {
  const answers = packerTemplates(imageNamed("alma9-k3s-optimized"), {
    release: "v1.0.0",
    builder: "proxmox-iso",
    packer: "plugins",
    buildKey,
  }).get("http/ks.cfg");

  testWithPython(
    "are what EL9's installer takes",
    async () => {
      expect(await faultsOf(answers ?? "")).toBe("");
    },
    180_000,
  );

  testWithPython(
    "would be refused with a misspelt command or an option of another time",
    async () => {
      expect(await faultsOf(`${answers}\nfirewal --disabled\n`)).toContain("firewal");
      expect(await faultsOf(`install\n${answers}`)).toContain("install");
    },
    180_000,
  );
});

/** What pykickstart says against a file for EL9; nothing where it is right. */
async function faultsOf(kickstart: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "strata-kickstart-"));
  try {
    const file = join(folder, "ks.cfg");
    writeFileSync(file, kickstart);
    const { exitCode, all } = await execa(await ksvalidator(), ["--version", "RHEL9", file], {
      all: true,
      reject: false,
    });
    return exitCode === 0 ? "" : all;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Kept in build/ under the checksum of what it is made of, and moved there only when it is whole. */
async function ksvalidator(): Promise<string> {
  const hash = createHash("sha256")
    .update(readFileSync(requirements))
    .update(python?.version ?? "");
  const destination = join(checkout, "build/tests", `pykickstart-${hash.digest("hex").slice(0, 12)}`);
  const program = join(destination, "bin/ksvalidator");
  if (existsSync(program) || !python) return program;
  await mkdir(dirname(destination), { recursive: true });
  const folder = mkdtempSync(`${destination}-unfinished-`);
  const log = `${destination}.log`;
  await installPackages({ python, requirements, folder, destination, log, environment: workshop.environment });
  renameSync(folder, destination);
  return program;
}
