# SPDX-License-Identifier: GPL-2.0-or-later
"""What the tests of the report's formats share: boards, and reports on them."""
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SAMPLES = ROOT / "dts-samples"
PROGRAM = os.environ.get("DTCARVE", "dtcarve")

# Names and texts that end a tag, an attribute, a script, a comment, a table's cell or a line, where they are not escaped.
HOSTILE = [
    "</script><script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "`${alert(1)}`",
    "--><svg onload=alert(1)>",
    "]]><x>&amp;&#x3c;",
    "a|b|c",
    "```",
    "[x](javascript:alert(1)) ![y](http://example.org/z)",
    "</style><style>*{display:none}",
    "@everyone # not a title",
]
HOSTILE_BYTES = [b"\xff\xfe\x80", "\u202e\u200b\u2028".encode()]
HOSTILE_MODEL = HOSTILE[0].encode() + b"\x01\x1b[2J\x7f new\nline\rand\ttab"  # no node may have such a name


def fdt(name, properties=(), children=()):
    """A node of a flat tree: (name, properties, children) as bytes."""
    return name, list(properties), list(children)


def _cells(*values):
    return b"".join(value.to_bytes(4, "big") for value in values)


def _flatten(node, strings, out):
    name, properties, children = node
    out += _cells(1) + name + b"\0"
    out += b"\0" * (-len(out) % 4)
    for key, value in properties:
        offset = strings.find(key + b"\0")
        if offset < 0:
            offset = len(strings)
            strings += key + b"\0"
        out += _cells(3, len(value), offset) + value
        out += b"\0" * (-len(out) % 4)
    for child in children:
        _flatten(child, strings, out)
    out += _cells(2)


def blob(root):
    """A .dtb: what no compiler would let pass can be in it."""
    strings, body = bytearray(), bytearray()
    _flatten(root, strings, body)
    body += _cells(9)
    reserve = b"\0" * 16
    start = 40 + len(reserve)
    end = start + len(body)
    header = _cells(0xD00DFEED, end + len(strings), start, end, 40, 17, 16, 0, len(strings), len(body))
    return header + reserve + body + strings


def hostile_board():
    """A board whose every text is hostile; its regions lie side by side."""
    names = [text.replace("/", "\u2215").encode() for text in HOSTILE] + HOSTILE_BYTES
    two = [(b"#address-cells", _cells(2)), (b"#size-cells", _cells(2))]
    regions, users = [], []
    for i, name in enumerate(names):
        base = 0x90000000 + i * 0x200000
        properties = [(b"reg", _cells(0, base, 0, 0x100000)), (b"phandle", _cells(i + 1))]
        if i % 2:
            properties.append((b"no-map", b""))
        regions.append(fdt(name, properties))
        users.append(fdt(b"user-" + name, [(b"memory-region", _cells(i + 1))]))
    return blob(fdt(b"", two + [(b"model", HOSTILE_MODEL + b"\0"), (b"compatible", HOSTILE[1].encode() + b"\0")], [
        fdt(b"memory@80000000", [(b"device_type", b"memory\0"), (b"reg", _cells(0, 0x80000000, 0, 0x40000000))]),
        fdt(b"chosen", [(b"bootargs", HOSTILE[1].encode() + b"\0")]),
        fdt(b"cpus", [(b"#address-cells", _cells(1)), (b"#size-cells", _cells(0))],
            [fdt(b"cpu@0", [(b"device_type", b"cpu\0"), (b"compatible", b"arm,cortex-a53\0"), (b"reg", _cells(0))])]),
        fdt(b"reserved-memory", two + [(b"ranges", b"")], regions),
    ] + users))


def report(board, *options):
    """A report's bytes."""
    done = subprocess.run([PROGRAM, "report", *map(str, options), str(board)], capture_output=True, check=False)
    if done.returncode or done.stderr:
        sys.exit("dtcarve report %s %s: exit status %d: %s" % (" ".join(map(str, options)), board, done.returncode,
                                                              done.stderr.decode(errors="replace")))
    return done.stdout


class Tally:
    """Counts what holds and what does not."""

    def __init__(self):
        self.passed = self.failed = 0

    def check(self, holds, what):
        if holds:
            self.passed += 1
        else:
            self.failed += 1
            print("FAIL:", what)

    def finish(self):
        print("%d passed, %d failed" % (self.passed, self.failed))
        return 0 if self.passed and not self.failed else 1
