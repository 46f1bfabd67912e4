import type { OpenStack } from "./open-stack.ts";
import { readState } from "./state.ts";
import { failed, tofu } from "./tofu.ts";

/** The state of a stack as JSON, decrypted where it is encrypted; undefined before the first apply. */
export async function stateText(stack: OpenStack): Promise<string | undefined> {
  const text = await readState(stack.json.stateFile);
  if (!text || !isEncrypted(text)) return text;
  const pulled = await tofu(stack, ["state", "pull"], { secret: true });
  if (pulled.code !== 0) throw failed(stack, "reading the encrypted state", pulled);
  return pulled.stdout;
}

/** OpenTofu leaves serial and lineage readable, and nothing else. */
function isEncrypted(text: string): boolean {
  return "encrypted_data" in (JSON.parse(text) as object);
}
