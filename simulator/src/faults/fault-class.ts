/** What can go wrong, by class: each says what it needs to be told and what it does when it strikes. */
import type { Cluster } from "../cluster.ts";
import { type Fields, integer, optional, string, type ValueOf, type ValuesOf } from "../schema/schema.ts";

/** What becomes of a request instead of its ordinary answer. */
export type Trouble =
  | { readonly answer: { readonly status: number; readonly message: string } }
  /** The connection ends before the request is looked at, or when it was done and before it is answered. */
  | { readonly lost: "request" | "answer" }
  /** Half of the answer's bytes, then the connection ends. */
  | { readonly half: true }
  | undefined;

export type TaskTrouble = { readonly fail: string } | { readonly hang: true } | { readonly warn: string };

/** Where an SSH login ends: when it connects, or when it says who it is. */
export type SshTrouble = "connection" | "login";

/** The request by which a condition begins; `answer` once it is answered. */
export interface Moment {
  readonly answer?: unknown;
}

interface Described<N extends string, F extends Fields> {
  readonly name: N;
  /** What goes wrong, in a few words. */
  readonly says: string;
  readonly parameters: F;
}

export interface RequestFault<N extends string = string, F extends Fields = Fields> extends Described<N, F> {
  readonly kind: "request";
  readonly strike: (given: ValuesOf<F>) => Trouble | Promise<Trouble>;
}

export interface TaskFault<N extends string = string, F extends Fields = Fields> extends Described<N, F> {
  readonly kind: "task";
  readonly strike: (given: ValuesOf<F>) => TaskTrouble;
}

export interface SshFault<N extends string = string, F extends Fields = Fields> extends Described<N, F> {
  readonly kind: "ssh";
  readonly strike: (given: ValuesOf<F>) => SshTrouble;
}

/**
 * Something that is so for a while. Others ask whether it holds (`Faults.holding`), or it changes the cluster and gives back what
 * undoes that.
 */
export interface Condition<N extends string = string, F extends Fields = Fields> extends Described<N, F> {
  readonly kind: "condition";
  /** The request by which it begins when none is named. Default: it begins at once. */
  readonly usual?: (given: ValuesOf<F>) => string | undefined;
  /** @returns what ends it; "later" to be asked again once the request is answered. @throws Error that says why it cannot be */
  readonly begin?: (cluster: Cluster, given: ValuesOf<F>, moment: Moment) => (() => void) | "later";
}

export type FaultClass = RequestFault | TaskFault | SshFault | Condition;

/** Whom a fault meets, beside what its class asks for. */
export const trigger = {
  /** `POST /nodes/*\/qemu/*\/clone`, `/cluster/nextid` by any method, `SSH /pve`; `*` is one part of the path, `**` any rest. */
  request: optional(string({ minLength: 1 })),
  /** `qmclone`, or with what it is about: `qmclone:9000`. */
  task: optional(string({ minLength: 1 })),
  /** `root@pam`, `root@pam!*`; for SSH not looked at. */
  user: optional(string({ minLength: 1 })),
  /** The how-manieth match it strikes first. Default 1. */
  at: optional(integer({ minimum: 1 })),
  /** How many matches in a row it strikes; a condition holds until the next one after them. 0: until it is removed. Default 1. */
  times: optional(integer({ minimum: 0 })),
} as const satisfies Fields;

export type Trigger = ValuesOf<typeof trigger>;

type Optional<F extends Fields> = { [K in keyof F]: undefined extends ValueOf<F[K]> ? K : never }[keyof F];
type Given<F extends Fields> = { readonly [K in Exclude<keyof F, Optional<F>>]: ValueOf<F[K]> } & {
  readonly [K in Optional<F>]?: ValueOf<F[K]>;
};

/** A fault of one class as a caller writes it. */
export type SpecOf<C> = C extends { readonly name: infer N; readonly parameters: infer F extends Fields }
  ? { readonly fault: N } & Given<F> & Given<typeof trigger>
  : never;
