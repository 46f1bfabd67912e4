import { expect, test } from "@jest/globals";
import { withSimulator } from "../api.ts";
import { lab } from "../worlds.ts";

/** What a client may do: make, change, start, fail, destroy. */
const session = (seed: string) =>
  withSimulator(
    async (api, { journal }) => {
      await api.post("/nodes/pve/qemu/9000/clone", { newid: 100 });
      await api.put("/nodes/pve/qemu/100/config", { net1: "model=virtio,bridge=vmbr0" });
      await api.post("/nodes/pve/qemu/100/status/start");
      await api.put("/nodes/pve/qemu/100/config", { boot: "order=scsi9" });
      const config = (await api.get("/nodes/pve/qemu/100/config")).data;
      await api.delete("/nodes/pve/qemu/100");
      return { journal: journal.lines, config };
    },
    { world: lab, seed },
  );

test("the same seed and calls leave the same journal and the same ids; another seed others", async () => {
  const [one, same, other] = [await session("a"), await session("a"), await session("b")];
  expect(same).toEqual(one);
  expect(other.config.net1).not.toBe(one.config.net1);
});
