import type { UserFiles } from "../files/user-files.ts";
import { expandText, type Scope } from "./expand.ts";
import { collector, inputOf, type Output, type Streams } from "./streams.ts";
import type { Redirection } from "./syntax.ts";

/**
 * Runs `body` with its streams redirected. A file that is written to is opened before the body runs, so a refusal keeps it from
 * running; it is written when the body has ended.
 */
export async function redirected(
  redirections: readonly Redirection[],
  streams: Streams,
  files: UserFiles,
  scope: Scope,
  body: (streams: Streams) => Promise<number>,
): Promise<number> {
  let own = streams;
  const closings: (() => Promise<void>)[] = [];
  for (const { descriptor, operator, target } of redirections) {
    const path = await expandText(target, scope);
    if (operator === "<") {
      own = { ...own, input: inputOf(path === "/dev/null" ? Buffer.alloc(0) : await files.read(path)) };
    } else if (operator === ">&") {
      own = to(own, descriptor, path === "1" ? own.output : own.errors);
    } else {
      const { output, close } = await opened(path, operator === ">>", files);
      own = to(own, descriptor, output);
      closings.push(close);
    }
  }
  try {
    return await body(own);
  } finally {
    for (const close of closings) await close();
  }
}

function to(streams: Streams, descriptor: number, output: Output): Streams {
  return descriptor === 2 ? { ...streams, errors: output } : { ...streams, output };
}

async function opened(path: string, append: boolean, files: UserFiles) {
  if (path === "/dev/null") return { output: () => {}, close: async () => {} };
  const before = append && files.find(path) ? await files.read(path) : Buffer.alloc(0);
  await files.write(path, before);
  const { output, content } = collector();
  return { output, close: () => files.write(path, Buffer.concat([before, content()])) };
}
