/** Ways to prove to an authority that a name is ours, in /etc/pve/priv/acme/plugins.cfg. Source: PVE::ACME::Challenge and its types. */
import type { Cluster } from "../cluster.ts";
import { refusal } from "../kernel/error.ts";
import { type Section, sectionFile } from "../sections/section-file.ts";

/** `data` stands there as it was given, in base64. */
export const acmePlugins = sectionFile("priv/acme/plugins.cfg");

/** Providers of names whose API acme.sh speaks. */
export const dnsApis = `
  1984hosting acmedns acmeproxy active24 ad ali alviy anx artfiles arvan aurora autodns aws azion azure beget
  bookmyname bunny cf clouddns cloudns cn conoha constellix cpanel curanet cyon da ddnss desec df dgon dnsexit dnshome
  dnsimple dnsservices doapi domeneshop dp dpi dreamhost duckdns durabledns dyn dynu dynv6 easydns edgecenter edgedns
  euserv exoscale fornex freedns freemyip gandi_livedns gcloud gcore gd geoscaling googledomains he he_ddns hetzner
  hetznercloud hexonet hostingde huaweicloud infoblox infomaniak internetbs inwx ionos ionos_cloud ipv64 ispconfig jd
  joker kappernet kas kinghost knot la leaseweb lexicon limacity linode linode_v4 loopia lua maradns me miab mijnhost
  misaka myapi mydevil mydnsjp mythic_beasts namecheap namecom namesilo nanelo nederhost neodigit netcup netlify nic
  njalla nm nsd nsone nsupdate nw oci omglol one online openprovider openprovider_rest openstack opnsense ovh pdns
  pleskxml pointhq porkbun rackcorp rackspace rage4 rcode0 regru scaleway schlundtech selectel selfhost servercow
  simply spaceship technitium tele3 tencent timeweb transip udr ultra unoeuro variomedia veesp vercel vscale vultr
  websupport west_cn world4you yandex360 yc zilore zone zoneedit zonomi
`
  .trim()
  .split(/\s+/);

export type PluginType = "dns" | "standalone";

export const pluginOptions: Readonly<Record<PluginType, ReadonlySet<string>>> = {
  dns: new Set(["api", "data", "nodes", "disable", "validation-delay"]),
  standalone: new Set(["nodes", "disable"]),
};

/** The plugin that needs no setting, and is there whatever the file says. */
const standalone: Section = { id: "standalone", type: "standalone", settings: {} };

/** All there are: the one that is always there comes last. */
export function pluginsOf(cluster: Cluster): readonly Section[] {
  const kept = [...cluster.state.table(acmePlugins).all()];
  return kept.some(({ id, type }) => id === standalone.id && type === standalone.type)
    ? kept
    : [...kept.filter(({ id }) => id !== standalone.id), standalone];
}

export const pluginNamed = (cluster: Cluster, id: string): Section | undefined =>
  pluginsOf(cluster).find((plugin) => plugin.id === id);

/** @throws 500 for an option of another type, or for one that is missing */
export function demandOptions(type: PluginType, names: readonly string[], whole: boolean): void {
  const strange = names.find((name) => !pluginOptions[type].has(name));
  if (strange !== undefined) throw refusal(`unexpected property '${strange}'`);
  if (whole && type === "dns" && !names.includes("api")) throw refusal("missing value for required option 'api'");
}
