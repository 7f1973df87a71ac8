# SPDX-License-Identifier: GPL-2.0-or-later
"""What a kernel says of its memory, read from its own /proc and log, in the names of the JSON report."""
import re


def integers(words):
    return [int(word) for word in re.findall(r"\d+", words)]


def zone_name(node, name):
    return "node %d %s" % (node, name) if node else name


def zones(zoneinfo):
    """{zone: {start_pfn, spanned, present, managed, cma, min, low, high, protection}} of the zones with pages."""
    found = {}
    for node, name, body in re.findall(r"^Node (\d+), zone +(\S+)\n(.*?)(?=^Node |\Z)", zoneinfo, re.MULTILINE | re.DOTALL):
        zone = {key: int(value) for key, value in
                re.findall(r"^ +(min|low|high|spanned|present|managed|cma) +(\d+)$", body, re.MULTILINE)}
        start = re.search(r"start_pfn: +(\d+)", body)
        zone["start_pfn"] = int(start.group(1)) if start else 0
        zone["protection"] = integers(re.search(r"protection: \((.*)\)", body).group(1))
        if zone["present"]:
            found[zone_name(int(node), name)] = zone
    return found


def pageblocks(pagetypeinfo):
    """{zone: {type: blocks}}"""
    tables = re.findall(r"^Number of blocks type +(.*)\n((?:Node .*\n?)+)", pagetypeinfo, re.MULTILINE)  # one a node
    types, rows = tables[0][0].lower().split(), "\n".join(rows for _, rows in tables)
    return {zone_name(int(node), name): dict(zip(types, integers(counts))) for node, name, counts in
            re.findall(r"^Node (\d+), zone +(\S+) +(.*)$", rows, re.MULTILINE)}


def memory_line(log):
    match = re.search(r"Memory: \d+K/(\d+)K available \(.*?(\d+)K reserved, (\d+)K cma-reserved", log)
    return dict(zip(("total_kb", "reserved_kb", "cma_kb"), map(int, match.groups()))) if match else {}


def pools(log):
    """(base, MiB) of the CMA pools that the kernel said it made."""
    static = re.findall(r"created CMA memory pool at (0x[0-9a-f]+), size (\d+) MiB", log)
    default = [(base, size) for size, base in re.findall(r"cma: Reserved (\d+) MiB at (0x[0-9a-f]+)", log)]
    return sorted((int(base, 16), int(size)) for base, size in static + default)


def memblock(listing):
    """Merged (base, end) ranges of memblock.memory."""
    merged = []
    for base, last in re.findall(r"(0x[0-9a-f]+)\.\.(0x[0-9a-f]+)", listing):
        base, end = int(base, 16), int(last, 16) + 1
        if merged and merged[-1][1] == base:
            merged[-1][1] = end
        else:
            merged.append([base, end])
    return [tuple(pair) for pair in merged]


def quantities(files):
    """Everything to be compared, as {name: value}."""
    log, found = files["dmesg"], {}
    blocks = pageblocks(files["/proc/pagetypeinfo"])
    by_name = zones(files["/proc/zoneinfo"])
    found["boots"] = True
    found["zones"] = sorted(by_name)
    for name, zone in by_name.items():
        found.update({"%s %s" % (name, key): value for key, value in zone.items()})
        found["%s pageblocks" % name] = sum(blocks[name].values())
        found["%s pageblocks cma" % name] = blocks[name].get("cma", 0)
    found.update({"Memory: " + key: value for key, value in memory_line(log).items()})
    found["min_free_kbytes"] = int(files["/proc/sys/vm/min_free_kbytes"])
    found["cma pools"] = pools(log)
    found["memblock.memory"] = memblock(files.get("/sys/kernel/debug/memblock/memory", ""))
    return found
