import { expect, test } from "@jest/globals";
import type { World } from "../../src/index.ts";
import { withSimulator } from "../api.ts";
import { withShell } from "../over-ssh.ts";

const world: World = {
  nodes: [{ name: "asus", devices: ["/dev/nvidia0"] }],
  storages: [
    { id: "tank", type: "zfspool", content: ["images", "rootdir"], options: { pool: "tank" } },
    { id: "backups", type: "dir", content: ["backup"], options: { path: "/tank/backups" } },
  ],
};
const columns = "name,quota,recordsize,mountpoint";

test("a file system is made with those on its way, shown, changed, and given to somebody", () =>
  withSimulator(
    (_, simulator) =>
      withShell(simulator, async (run) => {
        expect(await run(`zfs list -Hp -o ${columns} tank tank/data/db`)).toEqual({
          status: 1,
          out: "tank\t0\t131072\t/tank\n",
          err: "cannot open 'tank/data/db': dataset does not exist\n",
        });
        expect(await run("zfs create -p -o quota=1G -o recordsize=16K tank/data/db")).toMatchObject({ status: 0 });
        expect((await run(`zfs list -Hp -o ${columns} tank/data tank/data/db`)).out).toBe(
          "tank/data\t0\t131072\t/tank/data\ntank/data/db\t1073741824\t16384\t/tank/data/db\n",
        );
        expect(await run("chown 100000:100000 /tank/data/db")).toMatchObject({ status: 0 });
        expect((await run("stat -c '%u %a %n' /tank/data/db /dev/nvidia0")).out).toBe(
          "100000 755 /tank/data/db\n0 666 /dev/nvidia0\n",
        );
        expect(await run("zfs set quota=2G tank/data/db")).toMatchObject({ status: 0 });
        expect((await run("zfs list -Hp -o quota tank/data/db")).out).toBe("2147483648\n");
      }),
    { world },
  ));

test.each([
  ["zfs create tank/a/b", 1, "cannot create 'tank/a/b': parent does not exist\n"],
  ["zfs create -p pool/a", 1, "cannot create 'pool/a': no such pool 'pool'\n"],
  ["zfs create tank", 1, "cannot create 'tank': dataset already exists\n"],
  [
    "zfs create -o recordsize=15K tank/a",
    1,
    "cannot create 'tank/a': 'recordsize' must be power of 2 from 512B to 16M\n",
  ],
  ["zfs set quota=much tank", 1, "cannot set property for 'tank': bad numeric value 'much'\n"],
  ["zfs destroy -r tank", 2, "zfs destroy: not simulated\n"],
  ["chown 0:0 /nowhere", 1, "chown: cannot access '/nowhere': No such file or directory\n"],
  ["chown nobody /tmp", 2, "chown: only one number for user and group, such as 100000:100000, is simulated\n"],
])("%s is refused", (line, status, err) =>
  withSimulator(
    (_, simulator) => withShell(simulator, async (run) => expect(await run(line)).toEqual({ status, out: "", err })),
    { world },
  ));
