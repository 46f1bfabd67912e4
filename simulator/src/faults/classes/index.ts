/** Every class of fault. A new one is a file and a line here. */
import type { SpecOf } from "../fault-class.ts";
import { agentSilent } from "./agent-silent.ts";
import { certificateChanged } from "./certificate-changed.ts";
import { clockWrong } from "./clock-wrong.ts";
import { drop } from "./drop.ts";
import { error } from "./error.ts";
import { halfAnswer } from "./half-answer.ts";
import { latency } from "./latency.ts";
import { lockHeld } from "./lock-held.ts";
import { nodeOffline } from "./node-offline.ts";
import { privilegeRevoked } from "./privilege-revoked.ts";
import { sshRefused } from "./ssh-refused.ts";
import { storageFull } from "./storage-full.ts";
import { taskFails } from "./task-fails.ts";
import { taskHangs } from "./task-hangs.ts";
import { taskWarns } from "./task-warns.ts";
import { vmidTaken } from "./vmid-taken.ts";

export const faultClasses = [
  latency,
  error,
  drop,
  halfAnswer,
  taskFails,
  taskHangs,
  taskWarns,
  storageFull,
  lockHeld,
  privilegeRevoked,
  nodeOffline,
  clockWrong,
  certificateChanged,
  vmidTaken,
  sshRefused,
  agentSilent,
] as const;

type Class = (typeof faultClasses)[number];

/** A fault as a program writes it; texts and files are read by read.ts. */
export type FaultSpec = SpecOf<Class>;

export type FaultName = Class["name"];

/** What a condition that holds was told. */
export type GivenOf<N extends FaultName> = Omit<Extract<FaultSpec, { readonly fault: N }>, "fault">;
