/** proxmoxer, the Python client that most other Python programs for Proxmox are built on. */
import { afterAll, beforeAll, expect } from "@jest/globals";
import { testNeeding } from "../../needs.ts";
import { clientTimeout, hasPython, openStage, type Stage } from "./stage.ts";

let stage: Stage;
beforeAll(async () => {
  if (hasPython) stage = await openStage();
}, clientTimeout);
afterAll(() => stage?.close());

for (const how of ["token", "ticket"]) {
  testNeeding("Python", hasPython)(
    `proxmoxer does its ordinary work by ${how}`,
    async () => {
      expect(JSON.parse(await stage.python("ordinary-work.py", [how]))).toEqual({
        version: "9.1",
        nodes: ["pve", "pve2"],
        machines: {
          made: "OK",
          cloned: "OK",
          cores: 4,
          description: "first\nsecond",
          resized: "11G",
          started: "OK",
          snapshots: ["OK", ["before", "current"], "OK", "cloned"],
          tagged: [100],
          deleted: ["OK", "OK"],
        },
        containers: { made: "OK", started: "OK", status: "running", stopped: "OK", deleted: "OK" },
        storage: {
          uploaded: "OK",
          listed: [
            ["local:iso/netinst.iso", 629_145_600],
            ["local:iso/tiny.iso", 70_000],
          ],
          removed: "OK",
          left: 1,
        },
        access: {
          members: ["qemu/9000", "storage/pve/local"],
          acl: [["/pool/mine", "bob@pve", "Operator"]],
          token: "bob@pve!ci",
          may: ["VM.Audit", "VM.PowerMgmt"],
        },
        refusals: {
          taken: [500, "unable to create VM 9000 - VM 9000 already exists on node 'pve'", null],
          wrong: [
            400,
            "Parameter verification failed.",
            {
              vmid: "invalid format - value does not look like a valid VM ID\n",
              memory: "invalid format - format error\nmemory.current: type check ('integer') failed - got 'much'\n",
            },
          ],
          absent: [500, "Configuration file 'nodes/pve/qemu-server/4711.conf' does not exist", null],
          unknown: [
            500,
            "hostname lookup 'nowhere' failed - failed to get address info for: nowhere: Name or service not known",
            null,
          ],
        },
        guessed: expect.stringMatching(/^Couldn't authenticate user: root@pam .* code: 401$/),
      });
    },
    clientTimeout,
  );
}
