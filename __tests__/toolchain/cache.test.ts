import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { cacheFolder, listEntries, publish, readEntry, unfinishedFolder } from "../../toolchain/cache.ts";
import { underCacheLock } from "../../toolchain/cache-lock.ts";
import { silent } from "../../toolchain/progress.ts";

const what = { name: "Tiny", version: "1.2.3", source: "built" } as const;
let cache: string;

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), "cache-"));
});
afterEach(() => rmSync(cache, { recursive: true }));

const tiny = () =>
  publish(cache, "tiny", what, async (folder) => {
    writeFileSync(join(folder, "tiny"), "executable");
    return "tiny";
  });

describe("the cache folder", () => {
  test.each([
    [{ STRATA_CACHE: "/a", XDG_CACHE_HOME: "/b" }, "/a"],
    [{ XDG_CACHE_HOME: "/b" }, "/b/strata"],
  ])("of %j is %s", (environment, folder) => {
    expect(cacheFolder(environment)).toBe(folder);
  });

  test("lies in the home folder where nothing else is said", () => {
    expect(cacheFolder({})).toMatch(/\/\.cache\/strata$/);
  });
});

describe("an entry", () => {
  test("that was published is read back with its receipt", async () => {
    const { path } = await tiny();
    const entry = await readEntry(cache, "tiny");
    expect(entry?.path).toBe(path);
    expect(entry?.receipt).toMatchObject({ ...what, file: "tiny", stamp: { size: 10 } });
    expect((await listEntries(cache)).map(({ key }) => key)).toEqual(["tiny"]);
  });

  test("whose file was touched but not changed is still good, and its stamp is renewed", async () => {
    const { path } = await tiny();
    utimesSync(path, 1000, 1000);
    expect((await readEntry(cache, "tiny"))?.receipt.stamp.mtimeMs).toBe(1_000_000);
  });

  test.each<[string, (path: string) => void]>([
    ["changed", (path) => appendFileSync(path, "!")],
    ["removed", (path) => rmSync(path)],
  ])("whose file was %s is none, and can be made again", async (_how, spoil) => {
    spoil((await tiny()).path);
    expect(await readEntry(cache, "tiny")).toBeUndefined();
    await tiny();
    expect(await readEntry(cache, "tiny")).toBeDefined();
  });

  test("whose receipt is cut off is none", async () => {
    const { folder } = await tiny();
    writeFileSync(join(folder, "receipt.json"), '{"name":');
    expect(await readEntry(cache, "tiny")).toBeUndefined();
  });

  test("that could not be made leaves nothing", async () => {
    const failing = publish(cache, "tiny", what, async (folder) => {
      writeFileSync(join(folder, "half"), "");
      throw new Error("no space left");
    });
    await expect(failing).rejects.toThrow("no space left");
    expect(await readEntry(cache, "tiny")).toBeUndefined();
    expect(readdirSync(unfinishedFolder(cache))).toEqual([]);
  });
});

describe("the lock", () => {
  test("lets one work after the other", async () => {
    const told: string[] = [];
    const telling = <T>(activity: string, wait: () => Promise<T>) => {
      told.push(activity);
      return wait();
    };
    let second: Promise<void> | undefined;
    await underCacheLock(cache, telling, async () => {
      told.push("one begins");
      await new Promise<void>((waits) => {
        const waiting = <T>(activity: string, wait: () => Promise<T>) => {
          waits();
          return telling(activity, wait);
        };
        second = underCacheLock(cache, waiting, async () => void told.push("two begins"));
      });
      told.push("one ends");
    });
    await second;
    expect(told).toEqual(["one begins", "waiting for another run that fills the tool cache", "one ends", "two begins"]);
  });

  test("sweeps away what someone who was killed left half made", async () => {
    const half = join(unfinishedFolder(cache), "tiny.abc123");
    mkdirSync(half, { recursive: true });
    await underCacheLock(cache, silent, async () => expect(existsSync(half)).toBe(false));
  });

  test("is released when the work fails", async () => {
    const failing = underCacheLock(cache, silent, () => Promise.reject(new Error("no")));
    await expect(failing).rejects.toThrow("no");
    await underCacheLock(cache, silent, async () => {});
  });
});
