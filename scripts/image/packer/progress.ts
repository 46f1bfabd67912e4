/** What a person sees while Packer works: the step it is at, and for how long. How much is left nobody knows. */
export interface BuildProgress {
  /** Hears a line that Packer prints. */
  readonly onLine: (line: string) => void;
  readonly onStopping: () => void;
  /** Ends the live line. */
  readonly end: () => void;
}

type Screen = Pick<NodeJS.WriteStream, "write" | "isTTY" | "columns">;

/** How often a log without a terminal hears that a step still goes on, milliseconds. */
const stillEvery = 30_000;

/** Shows a build on standard error: on a terminal in one live line, elsewhere a line a step. */
export function showBuild(name: string, screen: Screen = process.stderr): BuildProgress {
  const live = screen.isTTY === true;
  const began = performance.now();
  let step = "starting Packer";
  let since = began;
  const passed = (from: number) => `${Math.round((performance.now() - from) / 1000)} s`;
  const draw = () => {
    const line = `  ${name}  ${step} ${passed(since)}, ${passed(began)} in all`;
    screen.write(`\r\u001b[K${line.slice(0, (screen.columns ?? 80) - 1)}`);
  };
  const still = () => screen.write(`  ${name}  still ${step} ${passed(since)}\n`);
  const timer = setInterval(live ? draw : still, live ? 1_000 : stillEvery);
  timer.unref();
  const enter = (next: string) => {
    step = next;
    since = performance.now();
    if (live) draw();
    else screen.write(`  ${name}  ${step}\n`);
  };
  return {
    onLine: (line) => {
      const next = stepIn(line);
      if (next !== undefined && next !== step) enter(next);
    },
    onStopping: () => enter("stopping: Packer ends its machine and removes what is half made"),
    end: () => {
      clearInterval(timer);
      if (live) screen.write("\r\u001b[K");
    },
  };
}

/** Packer tells its own steps with `==> <build>: `; what is printed inside the machine is indented. */
export function stepIn(line: string): string | undefined {
  const [, step] = /^==> \S+: (.+)$/.exec(line) ?? [];
  return step?.replace(/\.{3}$/, "").trim();
}
