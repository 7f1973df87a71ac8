# SPDX-License-Identifier: GPL-2.0-or-later
"""The guest: Debian's kernel on QEMU's `virt` board with the memory of another one."""
import boot
import debian
import fdt
import initramfs
import layout


def read_tree(path):
    data = path.read_bytes()
    if data[:4] == b"\xd0\x0d\xfe\xed":
        return fdt.parse(data)
    return fdt.parse(fdt.compile_source(data.decode("utf-8")))


class Guest:
    """What does not change from board to board."""

    def __init__(self, cache, cpus, timeout, own=None):
        self.cpus, self.timeout = cpus, timeout
        boot.qemu()
        self.release, self.image, self.image_file, self.config = own or debian.kernel(cache)
        self.initramfs = initramfs.build(debian.busybox(cache))

    def lay(self, board, folder):
        """A board's layout on the guest: the place of things, and the tree. Leaves it as board.dtb in the folder."""
        root, reserved = read_tree(board)
        part = layout.extract(root)
        if not layout.banks(part):
            raise ValueError("the tree does not tell its memory: make a fixture of it with `extract`")
        shift = layout.shift_for(part)
        where = boot.plan(part, reserved, shift, self.image, self.initramfs, layout.bootargs(part))
        virt = boot.virt_tree(folder, self.cpus)
        tree, reserved = layout.graft(virt, part, reserved, shift)
        tree["nodes"]["chosen"] = boot.chosen(virt, where)
        (folder / "board.dts").write_text(fdt.source(tree, reserved), encoding="utf-8")
        blob = fdt.compile_source(fdt.source(tree, reserved))
        (folder / "board.dtb").write_bytes(blob)
        return where, blob

    def boot(self, where, blob, folder):
        """The serial output of a boot with this tree."""
        blobs = {where.kernel: self.image, where.fdt: blob, where.initrd_start: self.initramfs,
                 where.stub: boot.stub_code(where)}
        return boot.run(folder, where, self.cpus, blobs, self.timeout)

    def start(self, board, folder):
        """Boots a board's layout; the place of things, and the serial output."""
        where, blob = self.lay(board, folder)
        return where, self.boot(where, blob, folder)

    def facts(self, where):
        """What dtcarve may know, as its options."""
        return ["--kernel", self.release, "--kernel-config", self.config, "--image", self.image_file,
                "--kernel-base", hex(where.kernel), "--fdt-base", hex(where.fdt), "--cpus", self.cpus,
                "--cmdline", where.command_line]
