/**
 * Leads many lives at once through every stage, so that OpenTofu starts a dozen times and not a dozen times each.
 * A life that fails is taken out, with those that refer to it, and the others go on.
 */
import type { Reply } from "../../../simulator/__tests__/api.ts";
import { attributesOf, type Life } from "./life.ts";
import type { Change, Errors, Workplace } from "./workplace.ts";

/** What became of one life. */
export interface Diary {
  /** What each plan would do: nothing (an empty list), attributes it changes, or actions that do more than update. */
  readonly plans: Record<string, readonly string[]>;
  /** What the API answered once it was made, changed and destroyed. */
  readonly seen: Partial<Record<"created" | "updated" | "gone", Reply>>;
  /** Where it ended early, and why. */
  failure?: string;
}

export type Diaries = ReadonlyMap<string, Diary>;

export async function leadLives(lives: readonly Life[], place: Workplace): Promise<Diaries> {
  const diaries = new Map(lives.map(({ address }) => [address as string, { plans: {}, seen: {} } as Diary]));
  await new Leader(lives, place, diaries).lead();
  return diaries;
}

class Leader {
  #alive: readonly Life[];
  readonly #place: Workplace;
  readonly #diaries: Diaries;

  constructor(lives: readonly Life[], place: Workplace, diaries: Diaries) {
    this.#alive = lives;
    this.#place = place;
    this.#diaries = diaries;
  }

  async lead(): Promise<void> {
    await this.#turn("create", "created");
    await this.#look("created");
    await this.#turn("unchanged", "created");
    await this.#turn("update", "updated");
    await this.#look("updated");
    await this.#turn("unchanged after update", "updated");
    const importable = this.#alive.filter(({ importId }) => importId !== undefined);
    await this.#place.forget(importable.map(({ address }) => address));
    await this.#turn("import", "updated", true);
    await this.#turn("unchanged after import", "updated");
    await this.#fail("destroy", await this.#place.destroy());
    await this.#look("gone");
  }

  /** Plans, notes what the plan would do to each, and applies it. */
  async #turn(name: string, stage: "created" | "updated", imports = false): Promise<void> {
    const changes = await this.#plan(name, stage, imports);
    for (const { address } of this.#alive) this.#diary(address).plans[name] = outcome(changes.get(address));
    await this.#fail(name, await this.#place.apply());
  }

  async #plan(name: string, stage: "created" | "updated", imports: boolean): Promise<ReadonlyMap<string, Change>> {
    for (;;) {
      const resources = this.#alive.map((life) => ({
        address: life.address,
        attributes: attributesOf(life, stage),
        ...(imports && life.importId !== undefined && { importId: life.importId }),
      }));
      this.#place.write(resources);
      const { errors, changes } = await this.#place.plan();
      if (errors.size === 0) return changes;
      await this.#fail(name, errors);
    }
  }

  /** Takes out those that failed, and those that cannot be without them. */
  async #fail(name: string, errors: Errors): Promise<void> {
    const failed = new Map<string, string>();
    for (const [address, text] of errors) failed.set(address.replace(/\[.*$/, ""), `${name}: ${text}`);
    for (const { address, ...life } of this.#alive) {
      const lost = [...failed.keys()].find((other) => JSON.stringify(life).includes(`\${${other}.`));
      if (lost && !failed.has(address)) failed.set(address, `${name}: needs ${lost}`);
    }
    for (const [address, text] of failed) this.#diary(address).failure ??= text;
    if (failed.size === 0) return;
    this.#alive = this.#alive.filter(({ address }) => !failed.has(address));
    await this.#place.forget([...failed.keys()]);
  }

  async #look(stage: keyof Diary["seen"]): Promise<void> {
    for (const { address, seen } of this.#alive) {
      this.#diary(address).seen[stage] = await this.#place.api.get(seen.at);
    }
  }

  #diary(address: string): Diary {
    const diary = this.#diaries.get(address);
    if (!diary) throw new Error(`${address} is nobody's life`);
    return diary;
  }
}

function outcome(change: Change | undefined): readonly string[] {
  const actions = change?.actions.join() ?? "no-op";
  if (!change || actions === "no-op") return [];
  return actions === "update" ? changedAttributes(change) : change.actions;
}

function changedAttributes({ before, after, after_unknown: unknown }: Change): readonly string[] {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {}), ...Object.keys(unknown)]);
  const differs = (name: string) =>
    hasUnknown(unknown[name]) || JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]);
  return [...names].filter(differs).sort();
}

const hasUnknown = (value: unknown): boolean =>
  value === true || (typeof value === "object" && value !== null && Object.values(value).some(hasUnknown));
