import { timingSafeEqual } from "node:crypto";
import ssh2, { type AuthContext, type ParsedKey, type PublicKeyAuthContext } from "ssh2";
import { keyFingerprint } from "./keys.ts";
import type { SshUser } from "./users.ts";

/** What came of one attempt to log in. */
export type Attempt =
  | { readonly result: "accepted"; readonly user: SshUser; readonly how: string }
  | { readonly result: "refused"; readonly how: string }
  /** The client only asks which methods there are, or whether a key would do. */
  | { readonly result: "asked" };

/** Answers an attempt to log in by key or password. */
export function authenticate(context: AuthContext, users: readonly SshUser[]): Attempt {
  const user = users.find((known) => known.name === context.username);
  if (context.method === "publickey") return byKey(context, user);
  if (context.method === "password") {
    if (user?.checksPassword?.(context.password)) return accept(context, user, "password");
    return refuse(context, "password");
  }
  context.reject(["publickey", "password"]);
  return { result: "asked" };
}

function byKey(context: PublicKeyAuthContext, user: SshUser | undefined): Attempt {
  const how = `publickey ${keyFingerprint(context.key.data)}`;
  const key = user?.publicKeys.map(parsed).find((known) => isSame(known.getPublicSSH(), context.key.data));
  if (!user || !key) return refuse(context, how);
  if (!context.signature || !context.blob) {
    context.accept();
    return { result: "asked" };
  }
  const signed = key.verify(context.blob, context.signature, context.hashAlgo) === true;
  return signed ? accept(context, user, how) : refuse(context, how);
}

function accept(context: AuthContext, user: SshUser, how: string): Attempt {
  context.accept();
  return { result: "accepted", user, how };
}

function refuse(context: AuthContext, how: string): Attempt {
  context.reject(["publickey", "password"]);
  return { result: "refused", how };
}

function parsed(line: string): ParsedKey {
  const key = ssh2.utils.parseKey(line);
  if (key instanceof Error) throw new Error(`public key ${line.slice(0, 40)}…: ${key.message}`);
  return key;
}

const isSame = (a: Buffer, b: Buffer) => a.length === b.length && timingSafeEqual(a, b);
