# SPDX-License-Identifier: GPL-2.0-or-later
"""A board's memory layout: what of its tree decides about memory, and how to lay it onto QEMU's `virt` board."""
import fdt

RAM_BASE = 0x40000000  # of `virt`; below lie its devices
VIRT_SHAPE = (2, 2)  # address and size cells of its root
DEVICES = ("psci", "timer", "apb-pclk", "intc@", "pl011@")  # what a boot needs of it, beside its CPUs

REGION_PROPERTIES = ("compatible", "reg", "size", "alignment", "alloc-ranges", "no-map", "reusable", "linux,cma-default",
                     "linux,dma-default", "status", "#address-cells", "#size-cells", "ranges")
MEMORY_PROPERTIES = ("device_type", "reg", "status", "linux,usable-memory", "numa-node-id")
ADDRESS_PROPERTIES = ("reg", "alloc-ranges", "linux,usable-memory")
CPU_PROPERTIES = ("device_type", "compatible", "reg", "enable-method", "#address-cells", "#size-cells", "numa-node-id")
ARGUMENTS = ("numa=", "cma=", "cma_pernuma=", "numa_cma=", "hugetlb_cma=", "kernelcore=", "movablecore=", "swiotlb=")
DISTANCES = b"numa-distance-map-v1\0"


def only(properties, names):
    return {name: data for name, data in properties.items() if name in names}


def pruned(node, names):
    return fdt.node(only(node["props"], names), {name: pruned(child, names) for name, child in node["nodes"].items()})


def is_memory(node):
    return node["props"].get("device_type") == b"memory\0"


def cpus(root):
    found = root["nodes"].get("cpus", fdt.node())
    nodes = {name: child for name, child in found["nodes"].items() if child["props"].get("device_type") == b"cpu\0"}
    return pruned(fdt.node(found["props"], nodes), CPU_PROPERTIES)


def restricted_buses(root):
    """Buses right below the root whose devices do not reach all memory."""
    names = ("#address-cells", "#size-cells", "dma-ranges")
    return {name: fdt.node(only(child["props"], names)) for name, child in root["nodes"].items()
            if child["props"].get("dma-ranges")}


def distances(root):
    return {name: child for name, child in root["nodes"].items() if child["props"].get("compatible") == DISTANCES}


def bootargs(root):
    """What of the board's command line decides about memory."""
    words = root["nodes"].get("chosen", fdt.node())["props"].get("bootargs", b"").rstrip(b"\0").decode().split()
    return " ".join(word for word in words if word.startswith(ARGUMENTS))


def memory_nodes(root, ddr):
    if not ddr:
        return {name: pruned(child, MEMORY_PROPERTIES) for name, child in root["nodes"].items() if is_memory(child)}
    shape = shape_of(root)
    reg = b"".join(fdt.encode(base, shape[0]) + fdt.encode(size, shape[1]) for size, base in ddr)
    return {"memory@%x" % ddr[0][1]: fdt.node({"device_type": b"memory\0", "reg": reg})}


def shape_of(node):
    """Address and size cells of a node's children; 1 and 1 where it does not tell, as in the kernel."""
    return fdt.cell(node, "#address-cells", 1), fdt.cell(node, "#size-cells", 1)


def extract(root, ddr=()):
    """The part of a board's root node that decides about memory, `ddr` in the place of its memory nodes if given."""
    props = only(root["props"], ("model", "compatible", "#address-cells", "#size-cells"))
    nodes = memory_nodes(root, ddr)
    if "reserved-memory" in root["nodes"]:
        nodes["reserved-memory"] = pruned(root["nodes"]["reserved-memory"], REGION_PROPERTIES)
    if bootargs(root):
        nodes["chosen"] = fdt.node({"bootargs": bootargs(root).encode() + b"\0"})
    return fdt.node(props, nodes | {"cpus": cpus(root)} | restricted_buses(root) | distances(root))


def tuples(data, shape):
    """The (address..., size) tuples of a property as lists of numbers; None where its length is wrong."""
    values, width = fdt.cells(data), sum(shape)
    if len(data) % (4 * width):
        return None
    cut = [values[i:i + width] for i in range(0, len(values), width)]
    return [[fdt.number(part) for part in split(row, shape)] for row in cut]


def split(row, shape):
    parts, at = [], 0
    for count in shape:
        parts.append(row[at:at + count])
        at += count
    return parts


def banks(layout):
    """(base, size) of what the memory nodes declare, by address."""
    shape = shape_of(layout)
    found = [row for child in layout["nodes"].values() if is_memory(child)
             for row in tuples(child["props"].get("reg", b""), shape) or []]
    return sorted((base, size) for base, size in found if size)


def claims(layout, reserved):
    """(base, size) of every fixed region and /memreserve/ entry."""
    regions = layout["nodes"].get("reserved-memory", fdt.node())["nodes"].values()
    rows = [row for child in regions for row in tuples(child["props"].get("reg", b""), shape_of(layout)) or []]
    return [(base, size) for base, size in [*rows, *reserved] if size]


def moved(data, shape, position, shift):
    """A property of tuples with the address at `position` moved up; one of a wrong length stays as it is."""
    rows = tuples(data, shape)
    if rows is None or not shift:
        return data
    for row in rows:
        row[position] += shift
    return b"".join(fdt.encode(value, count) for row in rows for value, count in zip(row, shape))


def moved_node(node, shape, shift):
    """A memory node, a region or their container, with the root's cells throughout, as the kernel reads them."""
    props = {name: moved(data, shape, 0, shift) if name in ADDRESS_PROPERTIES else data
             for name, data in node["props"].items()}
    return fdt.node(props, {name: moved_node(child, shape, shift) for name, child in node["nodes"].items()})


def moved_bus(node, shape, shift):
    child = shape_of(node)
    ranges = moved(node["props"]["dma-ranges"], (child[0], shape[0], child[1]), 1, shift)
    return fdt.node(node["props"] | {"dma-ranges": ranges})


def device(node, shape):
    """A device of `virt`, its addresses in other cells."""
    props = dict(node["props"])
    if "reg" in props:
        rows = tuples(props["reg"], VIRT_SHAPE)
        props["reg"] = b"".join(fdt.encode(value, count) for row in rows for value, count in zip(row, shape))
    return fdt.node(props)


def with_numa_nodes(cpus, board):
    """The CPUs of `virt`, each on the node of the board's CPU in its place."""
    told = [cpu["props"].get("numa-node-id") for cpu in board["nodes"].values()]
    names = [name for name, cpu in cpus["nodes"].items() if cpu["props"].get("device_type") == b"cpu\0"]
    placed = {name: fdt.node(cpus["nodes"][name]["props"] | {"numa-node-id": node}, cpus["nodes"][name]["nodes"])
              for name, node in zip(names, told) if node}
    return fdt.node(cpus["props"], cpus["nodes"] | placed)


def graft(virt, layout, reserved, shift):
    """The devices of `virt` that a boot needs, with the layout's memory and cells; and the moved /memreserve/ entries."""
    shape = shape_of(layout)
    nodes = {name: device(child, shape) for name, child in virt["nodes"].items() if name.startswith(DEVICES)}
    nodes["cpus"] = with_numa_nodes(virt["nodes"]["cpus"], layout["nodes"]["cpus"])
    for name, child in layout["nodes"].items():
        if is_memory(child) or name == "reserved-memory":
            nodes[name] = moved_node(child, shape, shift)
        elif child["props"].get("compatible") == DISTANCES:
            nodes[name] = child
        elif name not in ("cpus", "chosen"):
            nodes["bus-" + name] = moved_bus(child, shape, shift)
    cells = {"#address-cells": fdt.encode(shape[0], 1), "#size-cells": fdt.encode(shape[1], 1)}
    return fdt.node(virt["props"] | cells, nodes), [(base + shift, size) for base, size in reserved]


def shift_for(layout):
    """How far up the board's addresses must move for all its DDR to lie where `virt` has RAM."""
    lowest = banks(layout)[0][0]
    return 0 if lowest >= RAM_BASE else RAM_BASE


def place(free, size, align):
    """The lowest aligned address where `size` bytes are free; takes them out of the list of [start, end) ranges."""
    for i, (start, end) in enumerate(free):
        base = -(-start // align) * align
        if base + size <= end:
            free[i:i + 1] = [(s, e) for s, e in ((start, base), (base + size, end)) if s < e]
            return base
    raise ValueError("no %d bytes of DDR are free for the boot loader" % size)


def free_ranges(memory, taken):
    """What of (base, size) memory is not taken, as sorted [start, end) ranges."""
    free = [(base, base + size) for base, size in memory]
    for base, size in taken:
        free = [part for start, end in free for part in ((start, min(end, base)), (max(start, base + size), end))
                if part[0] < part[1]]
    return sorted(free)
