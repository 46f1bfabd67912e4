import { listNodes } from "./list.ts";

export const nodeEndpoints = [listNodes];
