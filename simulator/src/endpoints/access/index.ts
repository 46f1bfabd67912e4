import { login } from "./ticket.ts";

export const access = [login];
