/** OpenTofu's expression language, as far as text in JSON carries it. */

/** A value that OpenTofu works out, such as `var.proxmox_endpoint`. */
export function expression(text: string): string {
  return `\${${text}}`;
}

/**
 * A person's text as OpenTofu must read it: `${…}` and `%{…}` in it are the text's own (a shell variable in a
 * cloud-config, say), not OpenTofu's.
 */
export function literal(text: string): string {
  return text.replace(/[$%](?=\{)/g, "$&$&");
}
