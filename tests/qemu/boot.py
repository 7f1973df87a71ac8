# SPDX-License-Identifier: GPL-2.0-or-later
"""Boots an arm64 kernel on QEMU's `virt` board with a tree of our own, and reads what it says over the serial line."""
import collections
import re
import shutil
import struct
import subprocess

import fdt
import layout
from debian import Missing

MIB = 1 << 20
COMMAND_LINE = "console=ttyAMA0 earlycon=pl011,0x9000000 ignore_loglevel nokaslr panic=-1"

Plan = collections.namedtuple("Plan", "kernel fdt initrd_start initrd_end stub ram_size command_line")


def qemu():
    program = shutil.which("qemu-system-aarch64")
    if not program:
        raise Missing("qemu-system-aarch64 is not installed: apt-get install qemu-system-arm")
    return program


def machine(cpus, ram_size):
    """The board. Its RAM is not backed by memory of this machine before the guest touches it."""
    return ["-M", "virt,gic-version=2,memory-backend=ram", "-m", "%dB" % ram_size, "-cpu", "cortex-a57", "-smp", str(cpus),
            "-object", "memory-backend-ram,id=ram,size=%d,reserve=off" % ram_size,
            "-nographic", "-nodefaults", "-net", "none", "-no-reboot"]


def virt_tree(scratch, cpus):
    blob = scratch / "virt.dtb"
    command = [qemu(), *machine(cpus, 512 * MIB)]
    command[2] += ",dumpdtb=%s" % blob
    subprocess.run(command, check=True, capture_output=True)
    root, _ = fdt.parse(blob.read_bytes())
    return root


def plan(part, reserved, shift, image, initramfs, bootargs=""):
    """Where a boot loader would put kernel, tree and initrd: clear of all fixed regions, and of QEMU's own tree."""
    memory = [(base + shift, size) for base, size in layout.banks(part)]
    taken = [(base + shift, size) for base, size in layout.claims(part, reserved)] + [(layout.RAM_BASE, 2 * MIB)]
    free = layout.free_ranges(memory, taken)
    text_offset, image_size = struct.unpack_from("<2Q", image, 8)
    kernel = layout.place(free, text_offset + image_size, 2 * MIB) + text_offset
    tree = layout.place(free, 2 * MIB, 2 * MIB)
    initrd = layout.place(free, len(initramfs), 2 * MIB)
    stub = layout.place(free, 4096, 4096)
    end = -(-max(base + size for base, size in memory) // (2 * MIB)) * 2 * MIB
    return Plan(kernel, tree, initrd, initrd + len(initramfs), stub, end - layout.RAM_BASE,
                (COMMAND_LINE + " " + bootargs).strip())


def chosen(virt, where):
    props = {"stdout-path": virt["nodes"]["chosen"]["props"]["stdout-path"], "bootargs": where.command_line.encode() + b"\0",
             "linux,initrd-start": fdt.encode(where.initrd_start, 2), "linux,initrd-end": fdt.encode(where.initrd_end, 2)}
    return fdt.node(props)


def stub_code(where):
    """arm64: x0 = tree, x1..x3 = 0, jump to the kernel, as the boot protocol wants it."""
    code = [0x580000C0, 0xAA1F03E1, 0xAA1F03E2, 0xAA1F03E3, 0x58000084, 0xD61F0080]
    return struct.pack("<6I2Q", *code, where.fdt, where.kernel)


def run(scratch, where, cpus, blobs, timeout):
    """The serial output of one boot. `blobs` are what lies in memory at the start: {address: bytes}."""
    files = {scratch / ("%x.bin" % address): address for address in blobs}
    loaders = []
    for path, address in files.items():
        path.write_bytes(blobs[address])
        loaders += ["-device", "loader,file=%s,addr=0x%x,force-raw=on" % (path, address)]
    command = [qemu(), *machine(cpus, where.ram_size), *loaders, "-device", "loader,addr=0x%x,cpu-num=0" % where.stub,
               "-serial", "stdio"]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=timeout, check=False)
    except subprocess.TimeoutExpired as error:
        return (error.stdout or b"").decode("utf-8", "replace") + "\nno end within %g seconds\n" % timeout
    finally:
        for path in files:
            path.unlink()
    return (done.stdout + done.stderr).decode("utf-8", "replace")


def captures(output):
    """The files that the guest showed, by name."""
    found = re.findall(r"^@begin (\S+)\r?\n(.*?)^@end", output, re.MULTILINE | re.DOTALL)
    return {name: text.replace("\r", "") for name, text in found}
