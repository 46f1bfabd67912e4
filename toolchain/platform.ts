/** This machine in Go's words, such as `linux` and `amd64`; provider folders are named by them. */
export interface Platform {
  readonly os: string;
  readonly arch: string;
}

/** Of the systems and processors this runs on, Node and Go name only one differently. */
export function thisPlatform(): Platform {
  return { os: process.platform, arch: process.arch === "x64" ? "amd64" : process.arch };
}
