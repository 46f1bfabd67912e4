import { taskDirectory } from "./directory.ts";
import { clusterTasks, listTasks } from "./list.ts";
import { stopTask, taskLog, taskStatus } from "./task.ts";

export const taskEndpoints = [listTasks, clusterTasks, taskStatus, taskLog, taskDirectory, stopTask];
