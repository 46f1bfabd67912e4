/** Proxmox's own schema of its API; not part of this repository, read where it is at hand. */
import { existsSync, readFileSync } from "node:fs";

export interface OfficialSchema {
  readonly type?: string;
  readonly optional?: number;
  readonly minimum?: string | number;
  readonly maximum?: string | number;
  readonly minLength?: string | number;
  readonly maxLength?: string | number;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly format?: string | Record<string, OfficialSchema>;
  readonly alias?: string;
}

export interface OfficialMethod {
  readonly parameters?: Record<string, OfficialSchema>;
  readonly permissions?: unknown;
  /** 0; absent where a method takes parameters that it does not name. */
  readonly additional?: number;
}

const file = new URL("../../../shared/data/pve-api-9.1.3.json", import.meta.url);

/** By method and path, such as `GET /version`; undefined where the file is not there. */
export const official: Readonly<Record<string, OfficialMethod>> | undefined = existsSync(file)
  ? JSON.parse(readFileSync(file, "utf8"))
  : undefined;

/** The root, which the schema leaves out: it lists what is below. Source: PVE::API2, index. */
const root: OfficialMethod = { parameters: {}, additional: 0, permissions: { user: "all" } };

/** @param name method and path, such as `GET /version`. @returns undefined for what is no method of Proxmox */
export const officialMethod = (name: string): OfficialMethod | undefined =>
  name === "GET /" ? root : official?.[name];
