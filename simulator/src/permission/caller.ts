/** The one who calls: a user or a token, and what it may do. */
import { groups, users } from "../access/slices.ts";
import { forbidden } from "../kernel/error.ts";
import type { State } from "../store/state.ts";
import { effectivePrivileges, type Held, normalizedPath } from "./effective.ts";

/** How a request authenticated itself. */
export interface Credentials {
  /** `root@pam` or `root@pam!token`; undefined for a request without any. */
  readonly id: string | undefined;
  readonly kind: "ticket" | "token" | "none";
}

/** A privilege that somebody lacks on a path and below, whatever is granted. */
export interface Withheld {
  readonly privilege: string;
  readonly path: string;
}

export class Caller {
  readonly id: string | undefined;
  readonly kind: Credentials["kind"];
  readonly #state: State;
  readonly #withheld: readonly Withheld[];

  constructor(state: State, credentials: Credentials, withheld: readonly Withheld[] = []) {
    this.#state = state;
    this.#withheld = withheld;
    this.id = credentials.id;
    this.kind = credentials.kind;
  }

  /** root@pam itself; its tokens have its privileges, but are not root where Proxmox asks for root@pam by name. */
  get isRoot(): boolean {
    return this.id === "root@pam";
  }

  /** The user behind a token, or the user. */
  get user(): string {
    return (this.id ?? "").replace(/!.*$/, "");
  }

  /** Whether there is such a user. */
  knows(userid: string): boolean {
    return this.#state.table(users).has(userid);
  }

  knowsGroup(groupid: string): boolean {
    return this.#state.table(groups).has(groupid);
  }

  /** Groups of any user. */
  groupsOf(userid: string): readonly string[] {
    return this.#state
      .table(groups)
      .by("member", userid)
      .map((group) => group.groupid);
  }

  /** Everything the caller may do on a path, and whether below it too. */
  privilegesOn(path: string): Held {
    if (this.id === undefined) return new Map();
    const held = effectivePrivileges(this.#state, this.id, path);
    const lost = this.#withheld.filter(
      ({ path: place }) => place === "/" || path === place || path.startsWith(`${place}/`),
    );
    return lost.length === 0
      ? held
      : new Map([...held].filter(([name]) => !lost.some(({ privilege }) => privilege === name)));
  }

  /** Whether the caller has all (or any) of the privileges on a path. */
  can(path: string, wanted: readonly string[], options: { any?: boolean } = {}): boolean {
    return this.denial(path, wanted, options) === undefined;
  }

  /** @throws 403 `Permission check failed (/vms/100, VM.Clone)` */
  demand(path: string, wanted: readonly string[], options: { any?: boolean } = {}): void {
    const denied = this.denial(path, wanted, options);
    if (denied !== undefined) throw forbidden(denied);
  }

  /** The reason Proxmox would give, or undefined when the caller may. */
  denial(path: string, wanted: readonly string[], { any = false }: { any?: boolean } = {}): string | undefined {
    if (this.isRoot) return undefined;
    const place = normalizedPath(path);
    const held = place === undefined ? undefined : this.privilegesOn(place);
    if (any)
      return wanted.some((privilege) => held?.has(privilege)) ? undefined : `${place ?? ""}, ${wanted.join("|")}`;
    const missing = wanted.find((privilege) => !held?.has(privilege));
    return missing === undefined ? undefined : `${place ?? ""}, ${missing}`;
  }
}
