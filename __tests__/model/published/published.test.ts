import { describe, expect, test } from "@jest/globals";
import type { Container } from "../../../model/container.ts";
import type { Lab } from "../../../model/lab.ts";
import { loadLab } from "../../../model/load.ts";
import { publishedFiles } from "../../../model/published/files.ts";
import { hostsFile } from "../../../model/published/hosts-file.ts";
import { idMap } from "../../../model/published/ids.ts";
import { links } from "../../../model/published/links.ts";
import { linksPage } from "../../../model/published/links-page.ts";
import { networkMap } from "../../../model/published/networks.ts";
import { picture } from "../../../model/published/picture.ts";
import { machineTargets, serviceTargets } from "../../../model/published/targets.ts";
import { containerLab } from "../containers/container-lab.ts";

const lab = loadLab(
  containerLab({
    "personas/home/grafana.yaml":
      "kind: lxc\nid: 107\nnode: asus\nos: debian13\ncores: 1\nmemory: 64MiB\ndisk: 1GiB\naddress: 192.168.88.107\nworkloads: [grafana]\npool: databases\n",
    "personas/home/later.yaml":
      "kind: lxc\nid: 100\nenabled: false\nnode: asus\nos: debian13\ncores: 1\nmemory: 64MiB\ndisk: 1GiB\naddress: 192.168.88.31\n",
  }),
  "home",
);

describe("the map of numbers", () => {
  const [containers, machines, templates] = idMap(lab);

  test("has every container by number, also one that is not enabled, and the next free one", () => {
    expect(containers).toMatchObject({ what: "containers", first: 100, last: 199, next: 101 });
    expect(containers?.taken.map(({ id, name, node }) => [id, name, node])).toEqual([
      [100, "later", undefined],
      [103, "postgresql", "asus"],
      [107, "grafana", "asus"],
      [120, "wiki", "asus"],
    ]);
  });

  test("has machines and templates in ranges of their own", () => {
    expect(machines?.taken.map(({ id, kind }) => [id, kind])).toEqual([
      [210, "k3s"],
      [211, "vm"],
    ]);
    expect(templates?.taken.every(({ kind }) => kind === "template")).toBe(true);
  });

  test("says so where a range is full", () => {
    const full = idMap({ ...lab, site: { ...lab.site, ids: { ...lab.site.ids, ct: { first: 103, last: 103 } } } });
    expect(full[0]).not.toHaveProperty("next");
  });
});

describe("the map of addresses", () => {
  test("names who has which, and counts what is left between reserved ranges", () => {
    const [lan] = networkMap(lab);
    expect(lan?.taken.map(({ address, name, what }) => [address, name, what])).toEqual([
      ["192.168.88.1", undefined, "gateway"],
      ["192.168.88.10", "asus", "node"],
      ["192.168.88.11", "nuc", "node"],
      ["192.168.88.31", "later", "lxc 100, not enabled"],
      ["192.168.88.60", "k3s-single", "k3s 210"],
      ["192.168.88.61", "gitea", "vm 211"],
      ["192.168.88.103", "postgresql", "lxc 103"],
      ["192.168.88.107", "grafana", "lxc 107"],
      ["192.168.88.120", "wiki", "lxc 120"],
    ]);
    expect(lan).toMatchObject({ usable: 225, free: 218, next: "192.168.88.32" });
  });

  test("counts reserved ranges that overlap once", () => {
    const reserved = [
      { first: "192.168.88.1", last: "192.168.88.100" },
      { first: "192.168.88.50", last: "192.168.88.150" },
      { first: "192.168.88.200", last: "192.168.88.255" },
    ];
    const networks = lab.networks.slice(0, 1).map((network) => ({ ...network, reserved }));
    expect(networkMap({ ...lab, networks })[0]).toMatchObject({ usable: 49, free: 49, next: "192.168.88.151" });
  });

  test("counts a network of millions in no time, and says when none is left", () => {
    const [lan] = lab.networks;
    if (!lan) throw new Error("no network");
    const big = { ...lan, subnet: "10.0.0.0/8", prefix: 8, reserved: [{ first: "10.0.0.0", last: "10.255.255.255" }] };
    expect(networkMap({ ...lab, networks: [big] })[0]).toMatchObject({ usable: 0, free: 0 });
    expect(networkMap({ ...lab, networks: [big] })[0]).not.toHaveProperty("next");
  });
});

describe("what others read", () => {
  test("is a hosts file by address, without those that do not answer", () => {
    expect(hostsFile(lab)).toBe(`# Made from personas/home/ by \`strata publish\`; edits here are lost.
192.168.88.10   asus.home.arpa asus
192.168.88.11   nuc.home.arpa nuc
192.168.88.60   k3s-single.home.arpa k3s-single
192.168.88.61   gitea.home.arpa gitea
192.168.88.103  postgresql.home.arpa postgresql
192.168.88.107  grafana.home.arpa grafana
192.168.88.120  wiki.home.arpa wiki
`);
  });

  test("is a target of Prometheus for each node and guest, and for each workload that gives metrics to anybody", () => {
    const instances = machineTargets(lab).map(({ labels }) => labels.instance);
    expect(instances).toEqual(["asus", "nuc", "gitea", "grafana", "k3s-single", "postgresql", "wiki"]);
    expect(serviceTargets(lab)).toEqual([
      {
        targets: ["192.168.88.107:3000"],
        labels: {
          instance: "grafana",
          site: "home",
          kind: "lxc",
          id: "107",
          node: "asus",
          service: "grafana",
          __metrics_path__: "/metrics",
        },
      },
    ]);
  });

  test("is a link to each page of a workload by pool, to its guest in Proxmox, and to each node", () => {
    const grafana = {
      name: "grafana",
      url: "http://grafana.home.arpa:3000/",
      proxmox: "https://192.168.88.10:8006/#v1:0:=lxc%2F107",
    };
    expect(links(lab)).toEqual([
      { title: "What others keep their data in", links: [grafana] },
      {
        title: "Proxmox",
        links: [
          { name: "asus", url: "https://192.168.88.10:8006/" },
          { name: "nuc", url: "https://192.168.88.11:8006/" },
        ],
      },
    ]);
    const loose = lab.guests.map((guest) => (guest.name === "grafana" ? withoutPool(guest as Container) : guest));
    expect(links({ ...lab, guests: loose })[0]).toEqual({ title: "Others", links: [grafana] });
  });

  test("is a page in which a comment of the site stays text", () => {
    const pools = [{ name: "databases", comment: '<b>"R & D"</b>' }];
    const page = linksPage({ ...lab, site: { ...lab.site, pools } });
    expect(page).toContain("<h2>&lt;b&gt;&quot;R &amp; D&quot;&lt;/b&gt;</h2>");
    expect(page).not.toContain("<b>");
  });

  test("is the same again, whatever the order in which the lab was read", () => {
    const current = new Map(publishedFiles(lab, () => undefined).map(({ file, text }) => [file, text]));
    expect([...current.keys()]).toEqual([
      "published/home/hosts",
      "published/home/dns/home.arpa.zone",
      "published/home/dns/88.168.192.in-addr.arpa.zone",
      "published/home/prometheus/machines.json",
      "published/home/prometheus/services.json",
      "published/home/backups.json",
      "published/home/links.html",
    ]);
    for (const { file, text } of publishedFiles(lab, (file) => current.get(file))) expect(text).toBe(current.get(file));
  });
});

describe("the picture", () => {
  test("shows every network, node and guest once, inside its paper", () => {
    const drawing = picture(lab);
    for (const name of ["lan", "asus", "nuc", "not enabled", "grafana", "k3s-single", "later"])
      expect(drawing.match(new RegExp(`>${name}(?: ·[^<]*)?<`, "g"))).toHaveLength(1);
    const [, width = "0", height = "0"] = /viewBox="0 0 (\d+) (\d+)"/.exec(drawing) ?? [];
    for (const [, x, y] of drawing.matchAll(/ x="(\d+)" y="(\d+)"/g)) {
      expect(Number(x)).toBeLessThan(Number(width));
      expect(Number(y)).toBeLessThan(Number(height));
    }
  });

  test("grows with the longest name, so that no address stands over it", () => {
    const name = "a-guest-with-a-name-as-long-as-the-rules-of-dns-let-it-be-at-all";
    const long: Lab = { ...lab, guests: lab.guests.slice(0, 1).map((guest) => ({ ...guest, name })) };
    const [, x = "0"] = new RegExp(`x="(\\d+)" y="\\d+">${name}<`).exec(picture(long)) ?? [];
    const [, right = "0"] = /x="(\d+)" y="\d+" text-anchor="end"/.exec(picture(long)) ?? [];
    expect(Number(right) - Number(x)).toBeGreaterThanOrEqual((name.length + 15) * 8);
  });
});

function withoutPool({ pool: _, ...guest }: Container): Container {
  return guest;
}
