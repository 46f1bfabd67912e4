/** Debian's Chromium without a window, each time with a profile of its own. */
import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** Whether it is installed. */
export const chromium = spawnSync("chromium", ["--version"]).status === 0;

export interface Window {
  readonly width: number;
  readonly height: number;
}

/** The document as it is once the browser has read it. */
export const domOf = (address: string, window: Window): Promise<string> => browse(address, window, ["--dump-dom"]);

/** @param file where the picture goes, as PNG */
export const picture = (address: string, window: Window, file: string): Promise<string> =>
  browse(address, window, [`--screenshot=${file}`]);

async function browse(address: string, { width, height }: Window, what: readonly string[]): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), "chromium-"));
  const options = [
    ...["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"],
    ...["--ignore-certificate-errors", `--user-data-dir=${join(home, "profile")}`, `--window-size=${width},${height}`],
  ];
  try {
    const env = { PATH: process.env.PATH, HOME: home, TMPDIR: home };
    const { stdout } = await promisify(execFile)("chromium", [...options, ...what, address], {
      env,
      timeout: 60_000,
      maxBuffer: 32 * 1024 ** 2,
    });
    return stdout;
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
