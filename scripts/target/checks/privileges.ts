import { exitCodes } from "../../../model/exit.ts";
import type { Need } from "../../../model/privileges/need.ts";
import { isGranted, neededPrivileges } from "../../../model/privileges.ts";
import { type Check, fail, pass } from "../check.ts";
import type { Evidence } from "../evidence.ts";
import { tokenName } from "../token.ts";

/** The token may do everything that the stacks will ask of it, so that no run stops in the middle. */
export const privileges: Check<Evidence> = {
  name: "privileges",
  after: ["version", "cluster"],
  async run({ lab, touched, aim, api, version }) {
    const needs = neededPrivileges(lab, touched, Number.parseInt((await version()).data.version, 10));
    const paths = [...new Set(needs.map(({ path }) => path))];
    const granted = new Map(await Promise.all(paths.map(async (path) => [path, await privilegesOn(path)] as const)));
    const lacking = needs.filter((need) => !isGranted(need, (path) => granted.get(path) ?? new Set()));
    const who = tokenName(aim.token());
    return lacking.length
      ? fail(exitCodes.refused, `${who} lacks ${listed(lacking)}; \`strata host --access\` grants it`)
      : pass(`${needs.length} of ${needs.length} on ${paths.length} paths`);

    /** What is granted on a path: a privilege that is not there is absent or null; 0 means that it is not inherited. */
    async function privilegesOn(path: string): Promise<Set<string>> {
      const { data } = await api().get<Record<string, Record<string, number | null>>>(
        `/access/permissions?path=${encodeURIComponent(path)}`,
      );
      return new Set(
        Object.entries(data[path] ?? {}).flatMap(([privilege, given]) => (given === null ? [] : [privilege])),
      );
    }
  },
};

/** Each path once, with the privileges it lacks: `VM.Clone on /vms/9001 (k3s-single: clone the template)`. */
function listed(needs: readonly Need[]): string {
  return [...new Set(needs.map(({ path }) => path))]
    .map((path) => {
      const here = needs.filter((need) => need.path === path);
      return `${here.map(({ privilege }) => privilege).join(", ")} on ${path} (${here[0]?.reason})`;
    })
    .join("; ");
}
