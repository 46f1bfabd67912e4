import { mkdir, readFile, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { exitCodes, StrataError } from "../model/exit.ts";
import type { Pin } from "./pins.ts";
import type { Platform } from "./platform.ts";

/** What a build needs besides the pin. */
export interface BuildRoom {
  /** Path of the `go` command. */
  readonly go: string;
  /** Folder that holds the Go modules. */
  readonly modules: string;
  readonly cache: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly platform: Platform;
  /** Ends the build. */
  readonly signal?: AbortSignal;
}

/**
 * Builds a pinned tool into the file `out`. All that Go writes lies in the cache folder.
 * @throws StrataError (4) with the first line Go complained with and the file that has the rest.
 */
export async function goBuild(pin: Pin, room: BuildRoom, out: string): Promise<void> {
  const scratch = goFolder(room.cache);
  const log = join(room.cache, "logs", `${pin.module}.log`);
  for (const folder of [dirname(log), join(scratch, "tmp")]) await mkdir(folder, { recursive: true });
  const result = await execa(
    room.go,
    [...whatToBuild(pin), "-trimpath", "-buildvcs=false", "-ldflags", pin.ldflags, "-o", out, pin.package],
    {
      cwd: join(room.modules, pin.module),
      env: { ...goEnvironment(scratch, room.environment), GOOS: room.platform.os, GOARCH: room.platform.arch },
      extendEnv: false,
      stdin: "ignore",
      stdout: "ignore",
      stderr: { file: log },
      reject: false,
      // Go ends its compilers when it is interrupted, and leaves them behind when it is terminated.
      killSignal: "SIGINT",
      ...(room.signal && { cancelSignal: room.signal }),
    },
  );
  if (!result.failed) return;
  if (result.isCanceled)
    throw new StrataError(
      exitCodes.stepFailed,
      `${pin.name} ${pin.version}: the build was interrupted; the next run begins it again`,
    );
  throw new StrataError(
    exitCodes.unreachable,
    `${pin.name} ${pin.version} could not be built: ${await complaint(log)}; the whole log is ${log}`,
  );
}

function whatToBuild({ tests }: Pin): string[] {
  return tests === undefined ? ["build"] : ["test", "-c", "-tags", tests];
}

/** Removes what Go fetched and compiled on the way; the next build starts from nothing. */
export async function sweepGo(cache: string): Promise<void> {
  await rm(goFolder(cache), { recursive: true, force: true });
}

function goFolder(cache: string): string {
  return join(cache, "go");
}

function goEnvironment(scratch: string, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const configuration = environment.XDG_CONFIG_HOME || join(homedir(), ".config");
  return {
    ...environment,
    GOPATH: join(scratch, "path"),
    GOMODCACHE: join(scratch, "modules"),
    GOCACHE: join(scratch, "build"),
    GOTMPDIR: join(scratch, "tmp"),
    GOFLAGS: "-modcacherw",
    GOWORK: "off",
    // An older Go fetches the release that go.mod asks for, into the folders above.
    GOTOOLCHAIN: "auto",
    CGO_ENABLED: "0",
    // Go counts its own use in the configuration folder; its settings (a proxy, say) are still read from the user's.
    XDG_CONFIG_HOME: scratch,
    ...(process.platform === "linux" && !environment.GOENV && { GOENV: join(configuration, "go", "env") }),
  };
}

async function complaint(log: string): Promise<string> {
  const lines = (await readFile(log, "utf8").catch(() => "")).split("\n");
  return (
    lines.find((line) => line.trim() && !line.startsWith("go: downloading") && !line.startsWith("#"))?.trim() ??
    "Go gave no reason"
  );
}
