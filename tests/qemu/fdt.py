# SPDX-License-Identifier: GPL-2.0-or-later
"""Flat device trees as plain values: a node is {"props": {name: bytes}, "nodes": {name: node}}."""
import struct
import subprocess

BEGIN_NODE, END_NODE, PROP, NOP, END = 1, 2, 3, 4, 9


def node(props=None, nodes=None):
    return {"props": dict(props or {}), "nodes": dict(nodes or {})}


def text_at(blob, offset):
    return blob[offset:blob.index(b"\0", offset)].decode("ascii")


def parse(blob):
    """The root node and the list of /memreserve/ (address, size) of a .dtb."""
    magic, _, structure, strings, reservations = struct.unpack_from(">5I", blob)
    if magic != 0xD00DFEED:
        raise ValueError("no flat device tree")
    reserved = []
    while (entry := struct.unpack_from(">2Q", blob, reservations)) != (0, 0):
        reserved.append(entry)
        reservations += 16
    stack, at = [node()], structure
    while True:
        (token,) = struct.unpack_from(">I", blob, at)
        at += 4
        if token == BEGIN_NODE:
            name = text_at(blob, at)
            at += (len(name) + 4) & ~3
            stack.append(stack[-1]["nodes"].setdefault(name, node()))
        elif token == END_NODE:
            stack.pop()
        elif token == PROP:
            length, name = struct.unpack_from(">2I", blob, at)
            stack[-1]["props"][text_at(blob, strings + name)] = blob[at + 8:at + 8 + length]
            at += 8 + ((length + 3) & ~3)
        elif token == END:
            return stack[0]["nodes"][""], reserved
        elif token != NOP:
            raise ValueError("unknown token 0x%x at offset 0x%x" % (token, at - 4))


def cells(data):
    return struct.unpack(">%dI" % (len(data) // 4), data[:len(data) & ~3])


def number(values):
    """Cells as one number, most significant first."""
    result = 0
    for value in values:
        result = result << 32 | value
    return result


def encode(value, count):
    if value >> 32 * count:
        raise ValueError("0x%x does not fit into %d cells" % (value, count))
    return b"".join(struct.pack(">I", value >> 32 * i & 0xFFFFFFFF) for i in reversed(range(count)))


def cell(owner, name, missing):
    data = owner["props"].get(name)
    return cells(data)[0] if data else missing


def is_text(data):
    """One or several printable strings, each ended by a NUL, none of them empty."""
    parts = data.split(b"\0")
    return len(parts) > 1 and not parts[-1] and all(p and all(32 <= c < 127 and c not in b'"\\' for c in p)
                                                     for p in parts[:-1])


def value_text(data):
    if is_text(data):
        return ", ".join('"%s"' % part.decode() for part in data[:-1].split(b"\0"))
    if len(data) % 4:
        return "[%s]" % data.hex(" ")
    return "<%s>" % " ".join("0x%x" % value if value > 9 else str(value) for value in cells(data))


def node_text(name, what, indent=""):
    inner = indent + "\t"
    lines = ["%s%s {" % (indent, name)]
    lines += ["%s%s%s;" % (inner, key, " = " + value_text(data) if data else "") for key, data in what["props"].items()]
    for key, child in what["nodes"].items():
        lines += ["", node_text(key, child, inner)] if lines[-1] != lines[0] else [node_text(key, child, inner)]
    return "\n".join(lines + [indent + "};"])


def source(root, reserved):
    """A tree as .dts text."""
    entries = "".join("/memreserve/ 0x%x 0x%x;\n" % entry for entry in reserved)
    return "/dts-v1/;\n\n%s%s%s\n" % (entries, "\n" if entries else "", node_text("/", root))


def compile_source(text):
    """.dts text to a .dtb, by dtc; the trees here are not for dtc to judge."""
    done = subprocess.run(["dtc", "-q", "-I", "dts", "-O", "dtb"], input=text.encode(), capture_output=True, check=False)
    if done.returncode:
        raise ValueError(done.stderr.decode("utf-8", "replace").strip())
    return done.stdout
