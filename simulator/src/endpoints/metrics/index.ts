import { createServer, deleteServer, listServers, metricsIndex, readServer, updateServer } from "./servers.ts";

export const metrics = [metricsIndex, listServers, readServer, createServer, updateServer, deleteServer];
