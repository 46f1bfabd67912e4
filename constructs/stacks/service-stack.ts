import type { Construct } from "constructs";
import type { Container } from "../../model/container.ts";
import type { Lab } from "../../model/lab.ts";
import { LxcService } from "../lxc-service.ts";
import { lxcServiceProps } from "./lxc-service-props.ts";
import { LabStack } from "./stack.ts";

/** A container by itself. Named as the container is. */
export class ServiceStack extends LabStack {
  constructor(scope: Construct, lab: Lab, container: Container) {
    super(scope, container.name, lab);
    const service = new LxcService(this, "ct", lxcServiceProps(lab.site, container));
    this.output("ctid", service.ctid, "Number of the container in Proxmox");
    this.output("ipv4", service.ipv4, "Address of the container");
  }
}
