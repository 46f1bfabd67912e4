import type { Container } from "../../model/container.ts";
import type { Machine } from "../../model/lab.ts";
import type { StrataCommand } from "../command.ts";
import { type Trace, type TracedRelease, trace } from "../trace/trace.ts";

/** `strata trace <guest>` and `strata trace <file>`: where a guest comes from, and what a disk belongs to. */
export default {
  configure: (command) =>
    void command.argument("<what>", "name of a guest, or path of a disk").addHelpText("after", help),
  async run({ arguments: [what = ""], root, site }) {
    const traced = await trace(root, site, what);
    return { text: inWords(traced), facts: facts(traced) };
  },
} satisfies StrataCommand;

const help = `
A guest leads to the release that it was made from by the last apply (before the first: to the one its file names), and
that to its disk, commit and base. A file leads to its release by its SHA-256.

Examples:
  strata trace k3s-single
  strata trace build/images/debian13-docker/v1.0.0/debian13-docker-v1.0.0.qcow2`;

function inWords(traced: Trace): string {
  if (traced.kind === "container") return [head(traced.guest), ...rows(archive(traced.guest))].join("\n");
  const { release } = traced;
  if (traced.kind === "file") return [traced.path, ...rows(releaseRows(release))].join("\n");
  const { guest, made } = traced;
  const named = guest.release.version;
  const ahead = made !== undefined && made !== named ? [["to come", `${named}, as its file says since the apply`]] : [];
  return [head(guest), ...rows([...releaseRows(release), ...ahead])].join("\n");
}

function head({ name, kind, id, node, file }: Machine | Container): string {
  return `${name}  ${kind === "lxc" ? "ct" : "vm"} ${id} on ${node.name}, ${file}`;
}

function archive({ os }: Container): string[][] {
  return [
    ["archive", `${os.file} on ${os.storage}`],
    ["base", `sha512:${os.sha512}`],
  ];
}

function releaseRows({ image, version, file, record, provenance }: TracedRelease): string[][] {
  const { name, templates = [], digest, built, tested, retired } = record;
  const places = templates.map(({ id, node, site }) => `${id} on ${node} (${site})`).join(", ");
  const commit = built ?? provenance;
  return [
    ["release", `${image} ${version}, ${file}`],
    ["template", [name, places].filter(Boolean).join("  ") || "none"],
    ["disk", digest ?? provenance?.digest ?? "not recorded"],
    [
      "commit",
      commit ? `${commit.commit}${commit.dirty ? ", and changes that were not committed" : ""}` : "not recorded",
    ],
    ["base", provenance ? `${provenance.base.digest}  ${provenance.base.from}` : (built?.base ?? "not recorded")],
    ["built", built ? `${built.at} by ${built.builder}` : "not recorded"],
    ["tested", tested?.at ?? "not tested"],
    ...(retired === undefined ? [] : [["retired", retired]]),
    ["statement", provenance?.file ?? "not on this machine"],
  ];
}

function rows(pairs: readonly (readonly string[])[]): string[] {
  return pairs.map(([name = "", value]) => `  ${name.padEnd(9)}  ${value}`);
}

function facts(traced: Trace): unknown {
  if (traced.kind === "file") return traced;
  const { name, id, node, file } = traced.guest;
  const guest = { name, id, node: node.name, file };
  return traced.kind === "container"
    ? { ...traced, guest, os: traced.guest.os }
    : { ...traced, guest, named: traced.guest.release.version };
}
