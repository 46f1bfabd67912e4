/** What an OCI image says about the container that is made of it. Source: restore_oci_archive of PVE::LXC::Create; the OCI image configuration. */
import type { Cluster } from "../cluster.ts";
import type { Config } from "../guests/guest.ts";
import { refusal } from "../kernel/error.ts";
import { blobPath } from "../oci/pull.ts";
import type { Volume } from "../storage/slices.ts";
import { readEntry, tarEntries } from "../storage/tar.ts";
import { say, type Work } from "../tasks/work.ts";
import { isNet, parseNet, printNet } from "./options/network.ts";

interface ImageConfig {
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly Env?: readonly string[];
  readonly WorkingDir?: string;
  readonly User?: string;
  readonly StopSignal?: string;
  readonly Volumes?: Readonly<Record<string, unknown>>;
}

/** The configuration inside an image; nothing for a template of another kind. */
export function imageConfig(cluster: Cluster, { volid, sha256 }: Volume): ImageConfig | undefined {
  if (sha256 === undefined || !volid.endsWith(".tar")) return undefined;
  const path = cluster.bytes.path(sha256);
  const entries = new Map([...tarEntries(path)].map((entry) => [entry.name, entry]));
  const read = (name: string): unknown => {
    const entry = entries.get(name);
    if (!entry) throw refusal(`Failed to extract OCI image: ${name} is missing`);
    return JSON.parse(readEntry(path, entry).toString());
  };
  if (!entries.has("oci-layout") || !entries.has("index.json")) return undefined;
  const { manifests } = read("index.json") as { manifests: readonly { digest: string }[] };
  const { config } = read(blobPath(manifests[0]?.digest ?? "")) as { config: { digest: string } };
  return (read(blobPath(config.digest)) as { config?: ImageConfig }).config ?? {};
}

/** Adds to a container's options what its image asks for. */
export function* withImage(given: Config, image: ImageConfig): Work<Config> {
  const config: Record<string, string | number> = { ...given };
  for (const path of Object.keys(image.Volumes ?? {})) yield* say(`creating base directory for volume at ${path}`);
  const command = [...(image.Entrypoint ?? []), ...(image.Cmd ?? [])];
  if (command.length > 0 && command[0] !== "/sbin/init") {
    config.entrypoint = command.map(quoted).join(" ");
    config.cmode = "console";
    for (const [name, text] of Object.entries(given).filter(([name]) => isNet(name))) {
      const net = parseNet(text);
      if (net["host-managed"] !== undefined) continue;
      yield* say(`Auto-Enabling host-managed network for network device ${name}.`);
      config[name] = printNet({ ...net, "host-managed": true });
    }
  }
  if (image.Env) config.env = image.Env.join("\0");
  const own = [
    ...idLines(image.User),
    ...line("lxc.init.cwd", image.WorkingDir),
    ...line("lxc.signal.halt", image.StopSignal ?? "SIGTERM"),
  ];
  config.lxc = [...(config.lxc === undefined ? [] : [config.lxc]), ...own].join("\n");
  return config;
}

const line = (name: string, value: string | undefined): string[] => (value ? [`${name}: ${value}`] : []);

/** Numbers alone: names stand in files of the image. */
function idLines(user: string | undefined): string[] {
  const [, uid, gid] = /^(\d+)(?::(\d+))?$/.exec(user ?? "") ?? [];
  return [...line("lxc.init.uid", uid), ...line("lxc.init.gid", gid)];
}

/** A word as a shell would have to read it. */
const quoted = (word: string): string =>
  /^[\w!%+,\-./:=@^]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
