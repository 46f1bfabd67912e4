import { describe, expect, test } from "@jest/globals";
import { withSimulator } from "../api.ts";
import { type Run, withShell } from "../over-ssh.ts";
import { lab } from "../worlds.ts";

const onNode = (work: (run: Run) => Promise<void>) => () =>
  withSimulator((_, simulator) => withShell(simulator, work), { world: lab });

test(
  "get prints JSON for programs",
  onNode(async (run) => {
    const { status, out } = await run("pvesh get /nodes/localhost/qemu/9000/status/current --output-format json");
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ vmid: 9000, name: "debian13", template: 1 });
    expect(Object.keys(JSON.parse(out))).toEqual(Object.keys(JSON.parse(out)).toSorted());
    expect((await run("pvesh get version --output-format json-pretty")).out).toBe(
      '{\n   "release" : "9.1",\n   "repoid" : "5ac30304265fbd8e",\n   "version" : "9.1.4"\n}\n',
    );
  }),
);

test(
  "get prints tables for people",
  onNode(async (run) => {
    expect((await run("pvesh get /version")).out).toBe(
      [
        "┌─────────┬──────────────────┐",
        "│ key     │ value            │",
        "╞═════════╪══════════════════╡",
        "│ release │ 9.1              │",
        "├─────────┼──────────────────┤",
        "│ repoid  │ 5ac30304265fbd8e │",
        "├─────────┼──────────────────┤",
        "│ version │ 9.1.4            │",
        "└─────────┴──────────────────┘\n",
      ].join("\n"),
    );
    expect((await run("pvesh get /version --noborder --noheader")).out).toBe(
      "release 9.1\nrepoid  5ac30304265fbd8e\nversion 9.1.4\n",
    );
    expect((await run("pvesh get /version --output-format yaml")).out).toBe(
      '---\nrelease: "9.1"\nrepoid: "5ac30304265fbd8e"\nversion: "9.1.4"\n',
    );
    expect((await run("pvesh get /cluster/nextid")).out).toBe("100\n");
  }),
);

test(
  "create, set and delete change what the API tells",
  onNode(async (run) => {
    expect(await run("pvesh create /pools --poolid lab --comment 'the lab'")).toEqual({ status: 0, out: "", err: "" });
    expect(await run("pvesh set /pools --poolid lab --comment other")).toMatchObject({ status: 0 });
    expect((await run("pvesh get /pools --output-format json")).out).toBe('[{"comment":"other","poolid":"lab"}]\n');
    expect(await run("pvesh delete /pools --poolid lab")).toMatchObject({ status: 0 });
    expect((await run("pvesh get /pools")).out).toBe("");
  }),
);

test(
  "a task's log and UPID are printed, and none of it when it is asked to be quiet",
  onNode(async (run) => {
    const clone = "pvesh create /nodes/pve/qemu/9000/clone --newid";
    const { status, out } = await run(`${clone} 101`);
    expect(status).toBe(0);
    expect(out).toMatch(/^creating a clone of VM 9000 with ID 101\n(.*\n)*UPID:pve:.*:qmclone:9000:root@pam:\n$/);
    expect(await run(`${clone} 102 --quiet`)).toMatchObject({ status: 0, out: expect.not.stringContaining("UPID") });
  }),
);

test(
  "ls tells what is below a path and what may be done with it",
  onNode(async (run) => {
    expect((await run("pvesh ls /nodes")).out).toMatch(/^[D-][r-]--- {8}pve\n[D-][r-]--- {8}pve2\n$/);
    expect((await run("pvesh ls /pools")).out).toBe("");
    expect(await run("pvesh ls /version")).toMatchObject({
      status: 255,
      err: "resource '/version' does not define child links\n",
    });
  }),
);

describe("what is wrong is said in Proxmox's words", () => {
  test.each([
    ["pvesh get /nowhere", 1, "No 'get' handler defined for '/nowhere'\n"],
    ["pvesh ls /nowhere", 255, "no such resource '/nowhere'\n"],
    ["pvesh get", 255, "400 not enough arguments\npvesh get <api_path> [OPTIONS] [FORMAT_OPTIONS]\n"],
    [
      "pvesh create /pools",
      255,
      "400 Parameter verification failed.\npoolid: property is missing and it is not optional\npvesh create <api_path> [OPTIONS] [FORMAT_OPTIONS]\n",
    ],
    ["pvesh get /nodes/pve/qemu/999/config", 2, "Configuration file 'nodes/pve/qemu-server/999.conf' does not exist\n"],
  ])("%s", (line, status, err) => onNode(async (run) => expect(await run(line)).toEqual({ status, out: "", err }))());
});

test("a call appears in the journal as root's own", () =>
  withSimulator(
    (_, simulator) =>
      withShell(simulator, async (run) => {
        await run("pvesh create /pools --poolid lab");
        expect(simulator.journal.lines).toContainEqual(
          expect.objectContaining({ method: "POST", path: "/pools", user: "root@pam", status: 200 }),
        );
        expect(simulator.journal.lines.at(-1)).toMatchObject({ ssh: "exec", node: "pve", status: 0 });
      }),
    { world: lab },
  ));
