import type { Guest } from "../lab.ts";

/** Where a workload answers a browser, and Prometheus. */
export interface Service {
  readonly web?: { readonly port: number; readonly path?: string };
  readonly metrics?: { readonly port: number; readonly path: string };
}

/**
 * Ports on which the workloads listen unless told otherwise, from their own documentation. Only those have metrics
 * here that give them to anybody without being configured for it: a target that never answers is a false alarm.
 */
const services: Readonly<Record<string, Service>> = {
  gitea: { web: { port: 3000 } },
  grafana: { web: { port: 3000 }, metrics: { port: 3000, path: "/metrics" } },
  jenkins: { web: { port: 8080 } },
  minio: { web: { port: 9001 } },
  n8n: { web: { port: 5678 } },
  openwebui: { web: { port: 8080 } },
  "paperless-ngx": { web: { port: 8000 } },
  prometheus: { web: { port: 9090 }, metrics: { port: 9090, path: "/metrics" } },
  trilium: { web: { port: 8080 } },
};

/** The workloads of a guest that answer somewhere, by name. A machine names none yet. */
export function servicesOf(guest: Guest): readonly (Service & { readonly name: string })[] {
  const workloads = guest.kind === "lxc" ? guest.workloads : [];
  return workloads.flatMap((name) => (services[name] ? [{ name, ...services[name] }] : []));
}
