# SPDX-License-Identifier: GPL-2.0-or-later
"""The guest's whole user space: busybox and a script that shows what the kernel made of the memory."""

CAPTURES = ["/proc/zoneinfo", "/proc/pagetypeinfo", "/proc/buddyinfo", "/proc/meminfo", "/proc/sys/vm/min_free_kbytes",
            "/sys/kernel/debug/memblock/memory"]

INIT = """#!/bin/busybox sh
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t sysfs sysfs /sys
/bin/busybox mount -t debugfs debugfs /sys/kernel/debug
/bin/busybox dmesg -n 1
/bin/busybox sleep 1
for file in %s; do
	echo "@begin $file"
	/bin/busybox cat $file
	echo "@end"
done
echo "@begin dmesg"
/bin/busybox dmesg
echo "@end"
/bin/busybox poweroff -f
"""

DIRECTORY, FILE, DEVICE = 0o040755, 0o100755, 0o020600


def entry(number, name, mode, data=b"", device=(0, 0)):
    """One file in cpio's newc format."""
    fields = [number, mode, 0, 0, 1, 0, len(data), 0, 0, *device, len(name) + 1, 0]
    head = b"070701" + b"".join(b"%08x" % field for field in fields) + name.encode() + b"\0"
    return pad(head) + pad(data)


def pad(data):
    return data + b"\0" * (-len(data) % 4)


def build(busybox):
    init = (INIT % " ".join(CAPTURES)).encode()
    files = [(name, DIRECTORY, b"", (0, 0)) for name in ("bin", "dev", "proc", "sys")]
    files += [("dev/console", DEVICE, b"", (5, 1)), ("bin/busybox", FILE, busybox, (0, 0)), ("init", FILE, init, (0, 0)),
              ("TRAILER!!!", 0, b"", (0, 0))]
    return b"".join(entry(i, *file) for i, file in enumerate(files, 1))
