export { copySeconds } from "../guests/copy.ts";
