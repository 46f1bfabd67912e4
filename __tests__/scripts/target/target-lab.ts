import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect } from "@jest/globals";
import { StrataError } from "../../../model/exit.ts";
import type { Lab } from "../../../model/lab.ts";
import { resolveTarget } from "../../../scripts/target/target.ts";
import { type Host, startHost } from "./host.ts";
import { lab } from "./lab.ts";

/** A token of the lab that these tests aim with. */
export const token = "strata@pve!ci=00000000-1111-2222-3333-444444444444";

/** What of a person's environment would lead somewhere. */
const leading = [
  "PROXMOX_VE_API_TOKEN",
  "STRATA_TARGET",
  "SSL_CERT_FILE",
  "TF_CLI_ARGS_plan",
  "TF_VAR_proxmox_endpoint",
];

/** A lab's folder and a host that it may aim at, with nothing in the environment that leads elsewhere. */
export class TargetLab {
  root = "";
  /** Answers as the lab expects; a test may start another in its place. */
  host!: Host;

  /** Gives each test of a file one of its own. */
  static forEachTest(): TargetLab {
    const environment = { ...process.env };
    const own = new TargetLab();
    beforeEach(async () => {
      own.root = mkdtempSync(join(tmpdir(), "strata-target-"));
      for (const name of leading) delete process.env[name];
      own.host = await startHost();
    });
    afterEach(async () => {
      process.env = { ...environment };
      rmSync(own.root, { recursive: true });
      await own.host.close();
    });
    return own;
  }

  write(file: string, text: string, mode = 0o600): void {
    const path = join(this.root, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    chmodSync(path, mode);
  }

  /** A lab that pins the host's own certificate. */
  pinned(changes: Partial<Lab> = {}): Lab {
    const { endpoint, identity } = this.host;
    return lab({ endpoint, trust: { fingerprint: identity.fingerprint } }, changes);
  }

  /** A lab that pins a CA, and the CA's file where its site names it. */
  signedBy(ca: string): Lab {
    this.write("personas/home/home-ca.pem", ca);
    return lab({ endpoint: this.host.endpoint, trust: { ca: "home-ca.pem" } });
  }

  /** How the way of a lab is refused: in one line that tells no secret. */
  async refused(made: Lab): Promise<[exit: number, says: string]> {
    const error = await resolveTarget(made, this.root).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof StrataError)) throw new Error(`not refused: ${error}`);
    expect(error.message).not.toMatch(/\n|00000000-1111/);
    return [error.exit, error.message.replaceAll(this.root, "ROOT")];
  }
}
