import { expect, test } from "@jest/globals";
import { startImageServer } from "../../../scripts/acceptance/image-server.ts";
import { inspectImage } from "../../../simulator/src/storage/disk-image.ts";

test("a served disk image is one, and a served archive begins as its name says", async () => {
  const server = await startImageServer();
  try {
    const get = async (path: string) => Buffer.from(await (await fetch(`${server.url}/${path}`)).arrayBuffer());
    const image = await get("noble/release/minimal-amd64.img");
    expect(inspectImage(image.subarray(0, 512), image.length)).toEqual({
      format: "qcow2",
      virtualSize: 3584 * 1024 * 1024,
      backed: false,
      external: false,
    });
    expect((await get("images/system/alpine_amd64.tar.xz")).subarray(1, 5).toString()).toBe("7zXZ");
    const head = await fetch(`${server.url}/images/system/debian_amd64.tar.zst`, { method: "HEAD" });
    expect(head.headers.get("content-length")).toBe(String(image.length));
  } finally {
    await server.close();
  }
});
