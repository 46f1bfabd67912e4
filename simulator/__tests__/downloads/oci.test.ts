import { expect, test } from "@jest/globals";
import { defaultWorld, type World } from "../../src/index.ts";
import { type Api, withSimulator } from "../api.ts";
import { layer, startRegistry } from "./registry.ts";

const pull = "/nodes/pve/storage/local/oci-registry-pull";
const reference = "registry.example/lab/web:1.0";

async function withRegistry(
  work: (api: Api, location: string) => Promise<void>,
  options: { spoiled?: boolean; insecure?: boolean } = {},
): Promise<void> {
  const registry = await startRegistry(options);
  const { insecure = true } = options;
  const { location } = registry;
  const world: World = {
    ...defaultWorld,
    registries: [
      { prefix: "registry.example", location, insecure },
      { prefix: location, insecure },
    ],
  };
  try {
    await withSimulator((api) => work(api, location), { world });
  } finally {
    await registry.close();
  }
}

/** What a pull said, and how it ended. */
async function pulled(api: Api, fields: { reference: string; filename?: string }) {
  const { data: upid } = await api.post(pull, fields);
  const status = await api.ended(upid);
  const { data } = await api.get(`/nodes/pve/tasks/${encodeURIComponent(upid)}/log`);
  return { status, log: data.map(({ t }: { t: string }) => t).join("\n") };
}

const images = async (api: Api) =>
  (await api.get("/nodes/pve/storage/local/content?content=vztmpl")).data.filter(
    ({ format }: { format: string }) => format === "tar",
  );

test("an image is pulled into one file, named after it or as asked", async () => {
  await withRegistry(async (api, location) => {
    expect(await api.task("POST", pull, { reference })).toBe("OK");
    expect(await api.task("POST", pull, { reference: `${location}/lab/web:1.0`, filename: "my web" })).toBe("OK");
    const files = await images(api);
    expect(files).toMatchObject([{ volid: "local:vztmpl/my_web.tar" }, { volid: "local:vztmpl/web_1.0.tar" }]);
    expect(files[0].size).toBeGreaterThan(layer.length);
    expect(files[0].size).toBe(files[1].size);
    expect(await api.post(pull, { reference })).toMatchObject({
      status: 500,
      reason: "refusing to override existing file 'web_1.0.tar'",
    });
    expect((await api.get("/nodes/pve/query-oci-repo-tags?reference=registry.example/lab/web")).data).toEqual([
      "1.0",
      "latest",
    ]);
  });
});

test("a container that is made of an image runs its command with its surroundings", async () => {
  await withRegistry(async (api) => {
    await api.task("POST", pull, { reference });
    const made = {
      vmid: 200,
      ostemplate: "local:vztmpl/web_1.0.tar",
      storage: "local-lvm",
      net0: "name=eth0,bridge=vmbr0",
    };
    expect(await api.task("POST", "/nodes/pve/lxc", made)).toBe("OK");
    expect((await api.get("/nodes/pve/lxc/200/config")).data).toMatchObject({
      entrypoint: "/docker-entrypoint.sh nginx -g 'daemon off;'",
      cmode: "console",
      env: "PATH=/usr/bin\0LANG=C",
      net0: expect.stringContaining("host-managed=1"),
      lxc: [
        ["lxc.init.uid", "101"],
        ["lxc.init.gid", "101"],
        ["lxc.init.cwd", "/srv"],
        ["lxc.signal.halt", "SIGQUIT"],
      ],
    });
    expect(await api.task("POST", "/nodes/pve/lxc/200/status/start")).toBe("OK");
  });
});

test.each([
  ["registry.example/lab/web:2.0", "reading manifest 2.0 in HERE/lab/web: manifest unknown"],
  ["docker.io/library/alpine:latest", "dial tcp: lookup registry-1.docker.io: no such host"],
  ["alpine:latest", "pinging container registry registry-1.docker.io"],
])("%s, which is not to be had, fails the task and says why", async (missing, why) => {
  await withRegistry(async (api, location) => {
    const { status, log } = await pulled(api, { reference: missing, filename: "it" });
    expect(log).toContain(why.replace("HERE", location));
    expect(status).toMatch(
      `command 'skopeo copy docker://${missing} oci-archive:/var/lib/vz/template/cache/it.tar.tmp.`,
    );
    expect(await images(api)).toEqual([]);
  });
});

test("a registry without TLS is asked only where that will do", async () => {
  await withRegistry(
    async (api) => {
      expect((await pulled(api, { reference })).log).toContain("http: server gave HTTP response to HTTPS client");
    },
    { insecure: false },
  );
});

test("other bytes than were promised are not kept", async () => {
  await withRegistry(
    async (api) => {
      expect((await pulled(api, { reference })).log).toContain("Digest did not match, expected sha256:");
      expect(await images(api)).toEqual([]);
    },
    { spoiled: true },
  );
});
