/** The page in a real browser: that it is read as it is meant, fits on a phone, and how it looks (build/face/*.png). */
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect } from "@jest/globals";
import { testNeeding } from "../../../__tests__/needs.ts";
import { guests } from "../../src/guests/guest.ts";
import { type Simulator, startSimulator, type World } from "../../src/index.ts";
import { Api } from "../api.ts";
import { lab } from "../worlds.ts";
import { chromium, domOf, picture } from "./browser.ts";
import { look, readable, rowsOf } from "./looking.ts";

const desktop = { width: 1440, height: 1000 };
const phone = { width: 390, height: 844 };
const pictures = fileURLToPath(new URL("../../../build/face/", import.meta.url));
const testInBrowser = testNeeding("chromium", chromium);

/** Names as long as Proxmox allows them, and as people choose them. */
const names = [
  "gitea",
  "paperless",
  "a-name-of-sixty-three-letters-which-is-as-long-as-any-dns-name-is",
  "k3s",
  "mail",
];
const world: World = {
  ...lab,
  cluster: "home",
  nodes: [{ name: "pve" }, { name: "pve2" }, { name: "a-node-with-rather-a-long-name-of-its-own" }],
  guests: [
    ...(lab.guests ?? []),
    ...names.map((name, index) => ({
      ...{ vmid: 100 + index, node: index % 2 ? "pve2" : "pve", name, running: index !== 3, memory: `${1 + index}GiB` },
      ...{ kind: index < 2 ? ("lxc" as const) : ("qemu" as const), disk: { storage: "local-lvm", size: "12GiB" } },
      config: { tags: index % 2 ? "strata;home" : "strata;a-tag-that-is-longer-than-most" },
    })),
  ],
};

let simulator: Simulator;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "face-"));
  mkdirSync(pictures, { recursive: true });
  simulator = await startSimulator({ world, timeScale: 1 });
  await makeHistory(simulator);
});
afterAll(async () => {
  await simulator.close();
  rmSync(folder, { recursive: true });
});

/** A morning in a lab: work that is done, that fails, that is under way; refusals, faults, a name that wants to be a script. */
async function makeHistory({ cluster, fault }: Simulator): Promise<void> {
  const api = new Api(simulator);
  fault({ fault: "task-fails", task: "vzdump", text: "no space left on device" });
  await api.post("/nodes/pve/vzdump", { vmid: 100, storage: "local" });
  await api.post("/nodes/pve/qemu/9000/clone", { newid: 200, name: "linked" });
  await api.post("/nodes/pve/qemu/9001/clone", { newid: 201, name: "copy", full: 1 });
  await api.post("/access/users", { userid: "anna@pve", password: "hunter2-hunter2" });
  await api.put("/nodes/pve/qemu/102/config", { memory: "many" });
  await api.get(`/pools/${"long".repeat(60)}`);
  await api.get("/cluster/none");
  fault({ fault: "node-offline", node: "a-node-with-rather-a-long-name-of-its-own" });
  cluster.state.change(() => {
    const table = cluster.state.table(guests);
    const guest = table.get(500);
    if (guest)
      table.put(500, { ...guest, config: { ...guest.config, name: "<script>document.title='taken'</script>" } });
  });
  api.close();
}

testInBrowser("the browser reads what is meant, and runs nothing", async () => {
  const dom = await domOf(simulator.endpoint, desktop);
  expect(dom).toContain("<title>home – simulated Proxmox VE</title>");
  expect(dom).toContain('<meta http-equiv="refresh" content="5">');
  expect(dom).not.toContain("<script");
  expect(readable(dom)).toContain("2 of 3 nodes");
  expect(rowsOf(dom, "nodes")).toHaveLength(3);
  expect(rowsOf(dom, "guests")).toHaveLength(13);
  expect(rowsOf(dom, "tasks")[0]).toContain("qmclone 9001 pve root@pam!simulator runs");
  expect(rowsOf(dom, "journal").join("\n")).toContain("userid=anna@pve · password=***");
});

testInBrowser("its picture is taken as on a desktop and on a phone", async () => {
  for (const [name, window] of Object.entries({ desktop, phone })) {
    const file = join(pictures, `${name}.png`);
    rmSync(file, { force: true });
    await picture(simulator.endpoint, window, file);
    expect(statSync(file).size).toBeGreaterThan(20_000);
  }
});

for (const path of ["/", "/?task="]) {
  testInBrowser(`nothing on ${path} is wider than a phone`, async () => {
    const { data } = await tasks();
    const { text } = await look(simulator, path === "/" ? path : path + encodeURIComponent(data[0].upid));
    expect(await measured(text, phone)).toEqual({ width: phone.width, beyond: [] });
  });
}

async function tasks() {
  const api = new Api(simulator);
  const answer = await api.get("/cluster/tasks");
  api.close();
  return answer;
}

/**
 * How wide a window of this width is to the page, and what reaches beyond it. The page's own policy lets no script measure it and no
 * site frame it, so a copy of its bytes is measured; in a frame, because no window of a browser is as narrow as a phone.
 */
async function measured(text: string, { width, height }: typeof phone): Promise<unknown> {
  const file = join(folder, "measured.html");
  const copy = text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  writeFileSync(
    file,
    `<!doctype html><meta charset="utf-8"><iframe width="${width}" height="${height}" srcdoc="${copy}"></iframe>
    <script>onload = ${measure}</script>`,
  );
  const dom = await domOf(pathToFileURL(file).href, desktop);
  return JSON.parse(/<title>(.*)<\/title>/.exec(dom)?.[1] ?? "null");
}

/** Runs in the browser. */
const measure = `() => {
  const { documentElement: page } = document.querySelector("iframe").contentDocument;
  const width = page.ownerDocument.defaultView.innerWidth;
  const beyond = [...page.querySelectorAll("body *")].filter((each) => each.getBoundingClientRect().right > width);
  document.title = JSON.stringify({ width, beyond: beyond.map((each) => each.textContent.slice(0, 80)) });
}`;
