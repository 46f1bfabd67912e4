import { afterEach, expect, jest, test } from "@jest/globals";
import bump from "../../../scripts/commands/image/bump.ts";
import { labFolder } from "../../model/lab-folder.ts";

const list = "https://vendor.example/SHA512SUMS";

/** What a vendor's server gives, from where its answer comes in the end. */
function served(text: string, from: string): void {
  const answer = Object.defineProperty(new Response(text), "url", { value: from });
  jest.spyOn(globalThis, "fetch").mockResolvedValue(answer);
}

const bumped = () =>
  bump.run({
    arguments: ["debian13"],
    options: { checksums: list, version: "20261001-2618" },
    site: "home",
    root: labFolder(),
    say: () => {},
  });

afterEach(() => void jest.restoreAllMocks());

test("a list of checksums may come from a vendor's mirror, and never over a way that anybody can change it on", async () => {
  served("nothing of it", "https://mirror.example/SHA512SUMS");
  await expect(bumped()).rejects.toMatchObject({ exit: 1, message: `${list} has no line with a checksum` });
  served(`${"0".repeat(128)}  disk.qcow2\n`, "http://mirror.example/SHA512SUMS");
  await expect(bumped()).rejects.toMatchObject({
    exit: 1,
    message: `${list} leads to http://mirror.example/SHA512SUMS; a list of checksums comes over https://, or is a file`,
  });
});
