import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "@jest/globals";
import { StrataError } from "../../model/exit.ts";
import { loadLab } from "../../model/load.ts";

const base = fileURLToPath(new URL("base", import.meta.url));
const folders = mkdtempSync(join(tmpdir(), "strata-labs-"));

// Another user must be able to look inside, where a test tries what one without permission sees.
chmodSync(folders, 0o755);
afterAll(() => rmSync(folders, { recursive: true, force: true }));

/** A folder of its own with the base lab (two nodes, a k3s server, a machine, two images) and what is laid over it. */
export function labFolder(overlay: string | Readonly<Record<string, string>> = {}): string {
  const root = mkdtempSync(join(folders, "lab-"));
  cpSync(base, root, { recursive: true });
  if (typeof overlay === "string")
    cpSync(overlay, root, { recursive: true, filter: (path) => !path.endsWith("expected.txt") });
  else for (const [file, text] of Object.entries(overlay)) write(join(root, file), text);
  return root;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** What a person reads when this lab is loaded; `no faults` where it is right. */
export function faultsOf(root: string, site = "home"): string {
  try {
    loadLab(root, site);
    return "no faults";
  } catch (error) {
    if (error instanceof StrataError) return error.message;
    throw error;
  }
}

/** A machine of the base lab as its file says it, with some lines replaced or added; `undefined` leaves a line out. */
export function persona(lines: Readonly<Record<string, string | number | undefined>> = {}): string {
  const base = {
    kind: "vm",
    id: 211,
    node: "asus",
    image: "debian13@stable",
    cores: 2,
    memory: "2GiB",
    disk: "30GiB",
    address: "192.168.88.61",
  };
  return Object.entries({ ...base, ...lines })
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}: ${value}\n`)
    .join("");
}
