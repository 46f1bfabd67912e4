import type { Fault } from "../fault.ts";

/** Something that belongs to one guest, and how a line of a step, a playbook or an answer file betrays it. */
interface OwnThing {
  readonly what: string;
  readonly sign: RegExp;
  /** Where it is said instead. */
  readonly instead: string;
}

/**
 * What no image bakes (000 L1): it would be the same in every clone. The signs are those of the programs that do such
 * things; they are no proof that nothing else does. k3s and Docker may be inside, because neither has run there.
 */
const ownThings: readonly OwnThing[] = [
  {
    what: "a hostname",
    sign: /\bhostnamectl\b|>\s*\/etc\/hostname\b|^network\b.*--hostname|\bansible\.builtin\.hostname\b/,
    instead: "cloud-init gives each clone its persona's name",
  },
  {
    what: "an address",
    sign: /(?<![\d.])(?!127\.|0\.0\.0\.0)(?:\d{1,3}\.){3}\d{1,3}(?![\d.])|^network\b.*--bootproto=static/,
    instead: "cloud-init gives each clone its persona's address",
  },
  {
    what: "a user",
    sign: /\b(?:useradd|adduser)\b|^user\b.*--name|\bansible\.builtin\.user\b/,
    instead: "cloud-init makes the site's `login` in each clone",
  },
  {
    what: "a password or a token",
    sign: /\bchpasswd\b|\bpasswd\s+(?!--lock\b)\S|^rootpw\s+(?!--lock\b)\S|\bK3S_TOKEN\b|--token\b/,
    instead: "a secret belongs to a guest, not to all of them",
  },
  {
    what: "a role in a cluster",
    sign: /\bK3S_URL\b|--node-(?:name|ip|label|taint)\b|--cluster-init\b/,
    instead: "a persona says what its guest is",
  },
  {
    what: "a workload",
    sign: /\b(?:docker|podman)\s+(?:run|compose|pull)\b|\bkubectl\s+(?:apply|create)\b|\bhelm\s+(?:install|upgrade)\b|\bcommunity\.docker\.|\bkubernetes\.core\./,
    instead: "what runs on a guest is converged or delivered after it booted",
  },
];

/** Every line of a step that would bake what belongs to one guest. Comments may speak of it. */
export function bakedFaults(file: string, text: string): Fault[] {
  return text.split("\n").flatMap((written, index) => {
    const line = written.replace(/(?:^|\s)#.*$/, "");
    return ownThings.flatMap(({ what, sign, instead }) => {
      const found = sign.exec(line);
      if (!found) return [];
      return {
        at: { file, line: index + 1, column: found.index + 1 },
        message: `bakes ${what} into the image; ${instead}`,
      };
    });
  });
}
