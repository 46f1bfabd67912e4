import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "@jest/globals";
import { withSimulator } from "../api.ts";

const meta = { termsOfService: "https://ca.example/terms", externalAccountRequired: false };

test("an authority on this machine tells its terms; others do not resolve", async () => {
  const server = createServer((_, response) => response.end(JSON.stringify({ newNonce: "/", meta })));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const directory = encodeURIComponent(`http://127.0.0.1:${(server.address() as AddressInfo).port}/directory`);
  try {
    await withSimulator(async (api) => {
      expect((await api.get(`/cluster/acme/meta?directory=${directory}`)).data).toEqual(meta);
      expect((await api.get(`/cluster/acme/tos?directory=${directory}`)).data).toBe(meta.termsOfService);
      const [authority] = (await api.get("/cluster/acme/directories")).data;
      const refused = await api.get("/cluster/acme/tos");
      expect(refused.status).toBe(500);
      expect(refused.message).toContain(`Error: GET to ${authority.url}\nCan't connect to `);
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
