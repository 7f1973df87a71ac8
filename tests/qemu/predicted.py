# SPDX-License-Identifier: GPL-2.0-or-later
"""The same quantities from dtcarve's report, and whether they hold."""
import json
import subprocess

import measured

ZONE_KEYS = ("start_pfn", "spanned", "present", "managed", "cma", "min", "low", "high", "protection")


def report(program, arguments, tree):
    done = subprocess.run([program, "report", "--format", "json", *map(str, arguments), str(tree)],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ValueError("dtcarve: exit status %d: %s" % (done.returncode, done.stderr.strip()))
    return json.loads(done.stdout)


def pools(told):
    page_size = told["kernel"]["page_size"]
    unplaced = {row["path"] for row in told["regions"] if any("in 1 range" in line for line in row["dmesg"])}
    return sorted((int(pool["base"], 16), pool["pages"] * page_size >> 20) for pool in told["cma"]
                  if "(CMA pool %s)" % pool["name"] not in unplaced)


def memblock(told):
    merged = []
    for base, size in sorted((int(row["base"], 16), row["size"]) for row in told["memblock"]["memory"]):
        if merged and base <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], base + size)
        else:
            merged.append([base, base + size])
    return [tuple(pair) for pair in merged]


def quantities(told):
    found = {}
    by_name = {measured.zone_name(zone.get("node", 0), zone["name"]): zone for zone in told["zones"] if zone["present"]}
    found["boots"] = told["outcome"]["boots"]
    found["zones"] = sorted(by_name)
    for name, zone in by_name.items():
        found.update({"%s %s" % (name, key): zone.get(key) for key in ZONE_KEYS})
        found["%s pageblocks" % name] = sum(zone["pageblocks"].values())
        found["%s pageblocks cma" % name] = zone["pageblocks"]["cma"]
    found.update({"Memory: " + key: value for key, value in told["memory_line"].items()})
    found["min_free_kbytes"] = told["min_free_kbytes"]
    found["cma pools"] = pools(told)
    found["memblock.memory"] = memblock(told)
    return found


def holds(wanted, got):
    """Is an exact number the kernel's, and the kernel's number in the range of an estimate?"""
    if isinstance(got, dict):
        return got["low"] <= wanted <= got["high"]
    if isinstance(got, list) and isinstance(wanted, list) and len(got) == len(wanted):
        return all(holds(*pair) for pair in zip(wanted, got))
    return wanted == got


def text(value):
    if isinstance(value, dict):
        return "%d (%d..%d)" % (value["value"], value["low"], value["high"])
    return str(value)


def compare(kernel, told):
    """(name, does it hold, the kernel's value, the prediction) of every quantity."""
    return [(name, holds(value, told.get(name)), text(value), text(told.get(name, "nothing")))
            for name, value in kernel.items()]
