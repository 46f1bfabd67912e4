import { readFile, rm, writeFile } from "node:fs/promises";
import type { Match } from "../../model/adoption/match.ts";
import type { OpenStack } from "../stack/open-stack.ts";

interface Document {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** How each type of resource is named to the provider's import; undefined where there is nothing to take over. */
const importId: Readonly<Record<string, (match: Match) => string | undefined>> = {
  proxmox_virtual_environment_container: ({ living }) => `${living.node}/${living.id}`,
  proxmox_pool_membership: ({ guest, living }) =>
    guest.pool !== undefined && guest.pool === living.pool ? `${living.pool}/vm/${living.id}` : undefined,
};

/** The resources of a stack's JSON, such as `terraform_data.ct_root_5E4375A7`. */
export async function addressesIn(file: string): Promise<string[]> {
  return (await resourcesIn(file)).map(({ type, name }) => `${type}.${name}`);
}

/**
 * Does something while a file with `import` blocks lies beside the stack's JSON, and takes the file away again: a stack
 * that is made from nothing has nothing to import.
 */
export async function whileImporting<T>({ places }: OpenStack, match: Match, work: () => Promise<T>): Promise<T> {
  const blocks = (await resourcesIn(places.json)).flatMap(({ type, name }) => {
    const id = importId[type]?.(match);
    return id === undefined ? [] : [{ to: `${type}.${name}`, id }];
  });
  await writeFile(places.adoption, `${JSON.stringify({ import: blocks }, null, 2)}\n`);
  try {
    return await work();
  } finally {
    await rm(places.adoption, { force: true });
  }
}

async function resourcesIn(file: string): Promise<{ readonly type: string; readonly name: string }[]> {
  const { resource = {} } = JSON.parse(await readFile(file, "utf8")) as Document;
  return Object.entries(resource).flatMap(([type, named]) => Object.keys(named).map((name) => ({ type, name })));
}
