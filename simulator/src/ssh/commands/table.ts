import type { Command } from "../shell/system.ts";
import { bash } from "./bash.ts";
import { cat } from "./cat.ts";
import { cut } from "./cut.ts";
import { echo } from "./echo.ts";
import { grep } from "./grep.ts";
import { hostname } from "./hostname.ts";
import { id } from "./id.ts";
import { ls } from "./ls.ts";
import { mkdir } from "./mkdir.ts";
import { pvesm } from "./pvesm.ts";
import { pveversion } from "./pveversion.ts";
import { rm } from "./rm.ts";
import { falseCommand, trueCommand } from "./status.ts";
import { sudo } from "./sudo.ts";
import { tee } from "./tee.ts";
import { wc } from "./wc.ts";
import { whoami } from "./whoami.ts";

/** The programs that every node has. One a file; a new one is a file and a line here. */
export const commands: readonly Command[] = [
  bash,
  cat,
  cut,
  echo,
  falseCommand,
  grep,
  hostname,
  id,
  ls,
  mkdir,
  pvesm,
  pveversion,
  rm,
  sudo,
  tee,
  trueCommand,
  wc,
  whoami,
];
