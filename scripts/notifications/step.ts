import { exitCodes, StrataError } from "../../model/exit.ts";
import type { Lab } from "../../model/lab.ts";
import { type NotificationSection, notificationSections, sectionCommand } from "../../model/notifications.ts";
import type { Aim } from "../target/aim.ts";
import { logIn, mustRun } from "../target/ssh.ts";

/** What the step found and would do, or did: commands for a node, in order; none where all is as the file says. */
export type NotificationReport = readonly (readonly string[])[];

/** Finds out what is to be set, by looking only. @throws StrataError 3 without root's key, 4 where no node takes it */
export async function planNotifications(aim: Aim, lab: Lab): Promise<NotificationReport> {
  return plan(await rootOnFirstNode(aim, lab), lab);
}

/** Sets it. The settings are the cluster's, so one node is enough; running it again changes nothing. */
export async function setNotifications(aim: Aim, lab: Lab): Promise<NotificationReport> {
  const root = await rootOnFirstNode(aim, lab);
  const commands = await plan(root, lab);
  for (const command of commands) await root(command);
  return commands;
}

type Root = (words: readonly string[]) => Promise<string>;

async function rootOnFirstNode(aim: Aim, { site, nodes }: Lab): Promise<Root> {
  const [node] = nodes;
  if (!node || (!site.root && aim.kind === "site"))
    throw new StrataError(
      exitCodes.refused,
      `notifications are set by root: name root's key in access.root of personas/${site.name}/site.yaml`,
    );
  const login = { user: "root", key: site.root?.key ?? "" };
  await logIn(aim, node, login);
  return async (words) => (await mustRun(aim, node, login, words)).stdout;
}

async function plan(root: Root, { site }: Lab): Promise<NotificationReport> {
  if (!site.notifications) return [];
  const commands: (readonly string[])[] = [];
  for (const section of notificationSections(site.notifications)) {
    const command = sectionCommand(section, await foundIn(root, section));
    if (command) commands.push(command);
  }
  return commands;
}

async function foundIn(root: Root, { kind, name }: NotificationSection): Promise<Record<string, unknown> | undefined> {
  const listed = await root(["pvesh", "get", `/cluster/notifications/${kind}`, "--output-format", "json"]);
  return (JSON.parse(listed) as { name: string }[]).find((section) => section.name === name);
}
