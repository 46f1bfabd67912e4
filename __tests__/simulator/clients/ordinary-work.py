"""Ordinary work with proxmoxer: prints, as one JSON object, what each step came to."""

import io
import json
import os
import sys

from proxmoxer import AuthenticationError, ProxmoxAPI, ResourceException
from proxmoxer.tools import Tasks

TEMPLATE = "local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst"


def connect(how):
    """Logs in by token or by password."""
    if how == "token":
        secret = {"token_name": "simulator", "token_value": os.environ["SIMULATOR_SECRET"]}
    else:
        secret = {"password": os.environ["SIMULATOR_PASSWORD"]}
    return ProxmoxAPI("127.0.0.1", port=os.environ["SIMULATOR_PORT"], user="root@pam", verify_ssl=True, **secret)


def refused(call, **parameters):
    """What an exception says of a refusal."""
    try:
        call(**parameters)
    except ResourceException as error:
        return [error.status_code, error.content.strip(), error.errors]
    return None


class Work:
    """A client that waits for its tasks."""

    def __init__(self, proxmox):
        self.proxmox = proxmox
        self.node = proxmox.nodes("pve")

    def done(self, upid):
        """How a task ended."""
        return Tasks.blocking_status(self.proxmox, upid, timeout=60, polling_interval=0.05)["exitstatus"]

    def machines(self):
        """A machine from nothing, one cloned, its configuration, power, snapshots."""
        made = self.done(
            self.node.qemu.create(
                vmid=100,
                name="made",
                cores=2,
                memory=1024,
                scsihw="virtio-scsi-single",
                scsi0="local-lvm:4,ssd=1",
                net0="virtio,bridge=vmbr0",
                tags="one;two",
            )
        )
        cloned = self.done(self.node.qemu(9000).clone.create(newid=101, name="cloned", full=1))
        machine = self.node.qemu(101)
        machine.config.set(cores=4, description="first\nsecond", ipconfig0="ip=192.168.1.60/24,gw=192.168.1.1")
        config = machine.config.get()
        machine.resize.set(disk="scsi0", size="+1G")
        started = self.done(machine.status.start.create())
        snapped = self.done(machine.snapshot.create(snapname="before", vmstate=0))
        machine.config.set(name="renamed")
        rolled = self.done(machine.snapshot("before").rollback.create())
        back = machine.config.get()["name"]
        return {
            "made": made,
            "cloned": cloned,
            "cores": config["cores"],
            "description": config["description"],
            "resized": machine.config.get()["scsi0"].split("size=")[1],
            "started": started,
            "snapshots": [snapped, [each["name"] for each in machine.snapshot.get()], rolled, back],
            "tagged": [vm["vmid"] for vm in self.proxmox.cluster.resources.get(type="vm") if vm.get("tags") == "one;two"],
            "deleted": [self.done(machine.delete(purge=1)), self.done(self.node.qemu(100).delete())],
        }

    def containers(self):
        """A container through its life."""
        container = self.node.lxc(200)
        return {
            "made": self.done(
                self.node.lxc.create(
                    vmid=200,
                    hostname="ct",
                    ostemplate=TEMPLATE,
                    rootfs="local-lvm:2",
                    memory=256,
                    unprivileged=1,
                    net0="name=eth0,bridge=vmbr0,ip=dhcp",
                )
            ),
            "started": self.done(container.status.start.post()),
            "status": container.status.current.get()["status"],
            "stopped": self.done(container.status.stop.post()),
            "deleted": self.done(container.delete()),
        }

    def storage(self):
        """A file up and down again."""
        local = self.node.storage("local")
        file = io.BytesIO(b"\0" * 70_000)
        file.name = "tiny.iso"
        uploaded = self.done(local.upload.post(content="iso", filename=file))
        listed = [[volume["volid"], volume["size"]] for volume in local.content.get(content="iso")]
        removed = local.content("local:iso/tiny.iso").delete()
        return {
            "uploaded": uploaded,
            "listed": listed,
            "removed": self.done(removed),
            "left": len(local.content.get(content="iso")),
        }

    def access(self):
        """A role, a user with it on a pool, a token of the user's, and all of it away again."""
        self.proxmox.access.roles.post(roleid="Operator", privs="VM.Audit,VM.PowerMgmt")
        self.proxmox.pools.post(poolid="mine", comment="a pool")
        self.proxmox.pools.put(poolid="mine", vms="9000", storage="local")
        self.proxmox.access.users.post(userid="bob@pve", password="a long password", comment="Bob")
        self.proxmox.access.acl.put(path="/pool/mine", roles="Operator", users="bob@pve")
        token = self.proxmox.access.users("bob@pve").token("ci").post(privsep=0)
        told = {
            "members": sorted(member["id"] for member in self.proxmox.pools.get(poolid="mine")[0]["members"]),
            "acl": [[entry["path"], entry["ugid"], entry["roleid"]] for entry in self.proxmox.access.acl.get()],
            "token": token["full-tokenid"],
            "may": sorted(self.proxmox.access.permissions.get(userid="bob@pve", path="/vms/9000")["/vms/9000"]),
        }
        self.proxmox.access.users("bob@pve").delete()
        self.proxmox.pools.put(poolid="mine", vms="9000", storage="local", delete=1)
        self.proxmox.pools.delete(poolid="mine")
        self.proxmox.access.roles("Operator").delete()
        return told

    def refusals(self):
        """What a client is told of its mistakes."""
        return {
            "taken": refused(self.node.qemu.create, vmid=9000),
            "wrong": refused(self.node.qemu.create, vmid=1, memory="much"),
            "absent": refused(self.node.qemu(4711).config.get),
            "unknown": refused(self.proxmox.nodes("nowhere").status.get),
        }


def main():
    """Does it all."""
    how = sys.argv[1]
    proxmox = connect(how)
    work = Work(proxmox)
    told = {
        "version": proxmox.version.get()["release"],
        "nodes": sorted(node["node"] for node in proxmox.nodes.get()),
        "machines": work.machines(),
        "containers": work.containers(),
        "storage": work.storage(),
        "access": work.access(),
        "refusals": work.refusals(),
    }
    try:
        ProxmoxAPI("127.0.0.1", port=os.environ["SIMULATOR_PORT"], user="root@pam", password="guess", verify_ssl=True)
    except AuthenticationError as error:
        told["guessed"] = str(error)
    print(json.dumps(told))


main()
