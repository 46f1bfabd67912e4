/** What the name of a k3s template tells. */
export interface K3sTemplateName {
  /** Version of AlmaLinux, such as `9.8`. */
  readonly alma: string;
  readonly arch: string;
  /** Version of k3s, such as `v1.35.6+k3s1`. */
  readonly k3s: string;
  /** Release of the image, such as `v1.0.0`. */
  readonly release: string;
}

/** Name of a k3s template: `alma{version}-k3-node-{arch}-{k3s-version}-v{release}` (002 R1.5). */
export function formatK3sTemplateName({ alma, arch, k3s, release }: K3sTemplateName): string {
  return `alma${alma}-k3-node-${arch}-${k3s.replace("+", "-")}-${release}`;
}

/** Reads such a name; undefined where it has another form. A `+` cannot stand in a name, so `-k3s1` means `+k3s1`. */
export function parseK3sTemplateName(name: string): K3sTemplateName | undefined {
  const form = /^alma(\d+(?:\.\d+)*)-k3-node-(amd64|arm64)-(v\d+\.\d+\.\d+)-(k3s\d+)-(v\d+\.\d+\.\d+)$/;
  const [, alma, arch, version, build, release] = form.exec(name) ?? [];
  if (!alma || !arch || !version || !build || !release) return undefined;
  return { alma, arch, k3s: `${version}+${build}`, release };
}
