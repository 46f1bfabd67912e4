import { expect, test } from "@jest/globals";
import { startSimulator } from "../../src/index.ts";
import { worldWith } from "./login.ts";

test("a world whose users, grants or pools cannot be is refused, every fault on its line", async () => {
  const world = worldWith({
    users: [{ id: "ada", tokens: [{ id: "t" }] }],
    groups: [{ id: "lab", members: ["bob@pve"] }],
    roles: [{ id: "mine", privileges: ["VM.Fly"] }],
    grants: [
      { path: "/vm", role: "PVEAdmin", user: "root@pam" },
      { path: "/vms", role: "none", group: "none" },
      { path: "/", role: "mine" },
    ],
    pools: [
      { id: "a/b", guests: [100] },
      { id: "c", guests: [9000], storages: ["none"] },
      { id: "d", guests: [9000] },
    ],
  });
  await expect(startSimulator({ world })).rejects.toThrow(
    [
      "world: user ada: value 'ada' does not look like a valid user name",
      "world: token ada!t: value 'ada!t' does not look like a valid token ID",
      "world: group lab: user bob@pve does not exist",
      "world: role mine: VM.Fly is no privilege",
      "world: grant on /vm: is no path such as /vms/100",
      "world: grant on /vms: role none does not exist",
      "world: grant on /vms: group none does not exist",
      "world: grant on /: names exactly one of user, group and token",
      "world: pool a/b: pool a does not exist",
      "world: pool a/b: guest 100 does not exist",
      "world: pool c: storage none does not exist",
      "world: pool d: guest 9000 is in another pool",
    ].join("\n"),
  );
});
