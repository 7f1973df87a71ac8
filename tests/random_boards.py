# SPDX-License-Identifier: GPL-2.0-or-later
"""Boards as people write them, with some mistakes, and their kernels; the same seed gives the same board."""
import copy
import random

MIB = 1 << 20
GIB = 1 << 30
RELEASES = ("3.18", "4.4", "4.14", "4.19", "5.4", "5.10", "5.15", "6.1", "6.6", "6.12", "7.2")
# what a board is: its share, where RAM begins, what the first bank may have, cells, CPUs, options, releases
KINDS = {
    "arm64": (6, (0x40000000, 0x80000000), (128, 256, 512, 1016, 1024, 2048), (1, 2),
              ("arm,cortex-a53", "arm,cortex-a72"), (), RELEASES),
    "arm64, 16 KiB": (2, (0x40000000,), (256, 512, 1024, 2048), (2,), ("arm,cortex-a76",), ("--page-size", "16K"),
                      RELEASES[3:]),
    "arm": (2, (0x10000000, 0x40000000, 0x80000000), (64, 128, 256, 512), (1,), ("arm,cortex-a7",), (), RELEASES),
    "arm, HighMem": (2, (0x10000000, 0x40000000), (1024, 1536, 2048, 2560), (1,), ("arm,cortex-a9",), (), RELEASES),
    "riscv64": (2, (0x80000000,), (128, 512, 1024, 2048), (2,), ("sifive,u74",), (), RELEASES[3:]),
}


class Board:
    """What the tree says, in its order: banks as a list of (base, size) a node, regions as (name, its lines, disabled).
    `users` are the handles of each device's regions. `ballast` has nodes that the kernel makes nothing of but its copy
    of the tree: of whole banks, and of regions."""

    def __init__(self, kind, release):
        self.kind, self.release = kind, release
        self.banks, self.reserved, self.regions, self.arguments, self.cpus = [], [], [], "", 1
        self.cells, self.ballast, self.users = KINDS[kind][3][0], ([], []), []

    @property
    def arch(self):
        return self.kind.partition(",")[0]

    @property
    def options(self):
        return ["--kernel", self.release, "--arch", self.arch, *KINDS[self.kind][5]]

    def but(self, **changed):
        other = copy.deepcopy(self)
        other.__dict__.update(changed)
        return other

    def numbers(self, *values):
        """Cells of sizes and addresses."""
        return "<" + " ".join("0x%x 0x%x" % (v >> 32, v & 0xffffffff) if self.cells == 2 else "0x%x" % v
                              for v in values) + ">"

    def node(self, name, lines, disabled=False):
        """With a status in any case, as one more property costs the kernel memory."""
        status = ' status = "%s";' % ("disabled" if disabled else "okay")
        return "%s { %s%s };" % (name, " ".join(lines), status)

    def memory(self, kind, banks):
        return "\n".join('%s@%x { device_type = "%s"; reg = %s; };' % (
            kind, parts[0][0], kind, ", ".join(self.numbers(*part) for part in parts)) for parts in banks)

    def reserved_memory(self, name, regions):
        return "%s { #address-cells = <%d>; #size-cells = <%d>; ranges;\n%s\n};" % (
            name, self.cells, self.cells, "\n".join(self.node(*region) for region in regions))

    def source(self):
        cpus = "".join('cpu@%d { device_type = "cpu"; compatible = "%s"; reg = <%d>; };' % (
            i, KINDS[self.kind][4][i % len(KINDS[self.kind][4])], i) for i in range(self.cpus))
        return """/dts-v1/;
%s
/ { #address-cells = <%d>; #size-cells = <%d>; model = "random"; compatible = "acme,random";
chosen { bootargs = "%s"; };
cpus { #address-cells = <1>; #size-cells = <0>; %s };
%s
%s
%s
%s
soc { %s };
last { };
};
""" % ("\n".join("/memreserve/ 0x%x 0x%x;" % entry for entry in self.reserved), self.cells, self.cells, self.arguments,
            cpus, self.memory("memory", self.banks), self.memory("absent", self.ballast[0]),
            self.reserved_memory("reserved-memory", self.regions), self.reserved_memory("reserved-absent", self.ballast[1]),
            "".join('video-codec@%d { compatible = "acme,codec"; memory-region = <%s>; }; ' % (
                i, " ".join(map(str, handles))) for i, handles in enumerate(self.users)))


def spread(rng, board):
    """An address in RAM, or rarely beyond it."""
    base, size = rng.choice([part for parts in board.banks for part in parts])
    address = base + rng.randrange(0, size + size // 16, rng.choice((0x1000, 0x10000, 0x100000, 0x400000)))
    return min(address, 0xfffff000) if board.cells == 1 else address


def random_region(rng, board, number, used):
    """a node of /reserved-memory, most of them in RAM, some over each other or beyond it"""
    size = rng.choice((0x1000, 0x10000, 0x100000, 0x400000, 0x1800000, 0x4000000)) * rng.randint(1, 3)
    base = spread(rng, board)
    pool = rng.random() < 0.4
    lines = ['compatible = "shared-dma-pool";', "reusable;" if rng.random() < 0.7 else "no-map;"] if pool else [
        rng.choice(("", "", "no-map;"))]
    if pool and rng.random() < 0.7:  # as a pool must be, most of the time
        base, size = base // 0x400000 * 0x400000, -(-size // 0x400000) * 0x400000
    if pool and "default" not in used and "reusable;" in lines and rng.random() < 0.4:
        used.add("default")
        lines.append("linux,cma-default;")
    disabled = rng.random() < 0.08
    lines.append("phandle = <%d>;" % (number + 1))
    if rng.random() < 0.25:
        lines.append("size = %s; alignment = %s;" % (board.numbers(size), board.numbers(rng.choice((0x1000, 0x400000)))))
        if rng.random() < 0.3:
            lines.append("alloc-ranges = %s;" % board.numbers(*rng.choice([p for parts in board.banks for p in parts])))
        return "r%d" % number, lines, disabled
    return "r%d@%x" % (number, base), ["reg = %s;" % board.numbers(base, size), *lines], disabled


def random_board(seed):
    rng = random.Random(seed)
    kind = rng.choices(list(KINDS), [row[0] for row in KINDS.values()])[0]
    _, bases, sizes, cells, _, _, releases = KINDS[kind]
    board, used = Board(kind, rng.choice(releases)), set()
    base, size = rng.choice(bases), rng.choice(sizes) * MIB
    board.cells, board.cpus = rng.choice(cells), rng.choice((1, 2, 4))
    board.banks = [[(base, size)]]
    if rng.random() < 0.3:
        limit = (4 * GIB if board.cells == 1 else 8 * GIB) - base - size
        gap = rng.choice((0, 0x2000000, 0x10000000, 0x20000000, GIB, 2 * GIB))
        second = min(rng.choice((0x8000000, 0x20000000, 0x5234000)), limit - gap - 0x10000)
        if second > 0:
            board.banks.append([(base + size + gap, second)])
    board.reserved = [(base + rng.randrange(0, 0x4000000, 0x1000), rng.choice((0x1000, 0x4321)))
                      for _ in range(rng.randint(0, 2))]
    board.arguments = " ".join(rng.sample(("cma=%dM" % rng.choice((0, 4, 16, 48)), "mem=%dM" % rng.choice((100, 250)), "quiet",
                                           "movablecore=32M", "coherent_pool=1M"), rng.randint(0, 2)))
    board.regions = [random_region(rng, board, i, used) for i in range(rng.randint(0, 9))]
    for number in range(len(board.regions)):
        if rng.random() < 0.7:
            board.users.append([number + 1] + [rng.randint(1, len(board.regions))] * (rng.random() < 0.2))
    return board
