# SPDX-License-Identifier: GPL-2.0-or-later
"""Small boot images of every kind, by the formats' public descriptions."""
import gzip
import lzma
import struct
import subprocess
import zlib

CMDLINE = b"console=ttyS0 cma=96M"


def tree(model, extra="", memory=True):
    """A board of that model with a pool, as a blob; model None: a tree that says nothing of a board."""
    if model is None:
        source = "/dts-v1/; / { #address-cells = <2>; #size-cells = <2>; };"
    else:
        source = """/dts-v1/; / { #address-cells = <1>; #size-cells = <1>; model = "%s"; compatible = "vendor,%s"; %s
            cpus { #address-cells = <1>; #size-cells = <0>; cpu@0 { device_type = "cpu"; reg = <0>;
            compatible = "arm,cortex-a53"; }; };
            memory@80000000 { device_type = "memory"; reg = <0x80000000 %s>; }; };""" % (
                model, model.lower().replace(" ", "-"), extra, "0x40000000" if memory else "0")
    return subprocess.run(["dtc", "-q", "-I", "dts", "-O", "dtb"], input=source.encode(), capture_output=True,
                          check=True).stdout


def overlay():
    source = '/dts-v1/; /plugin/; / { fragment@0 { target-path = "/"; __overlay__ { mark; }; }; };'
    return subprocess.run(["dtc", "-q", "-I", "dts", "-O", "dtb"], input=source.encode(), capture_output=True,
                          check=True).stdout


def kernel(builtin=True, release=b"5.10.149-android13-4-00001-gabcdef"):
    """An arm64 Image with a banner, a configuration, and a tree of its own."""
    head = struct.pack("<IIQQQQQQ4sI", 0x91005A4D, 0, 0, 0x200000, 0xA, 0, 0, 0, b"ARM\x64", 0)
    body = b"Linux version " + release + b" (b@h) (gcc) #1 SMP\n\0"
    config = gzip.compress(b"CONFIG_ARM64=y\nCONFIG_CMA=y\nCONFIG_DMA_CMA=y\nCONFIG_CMA_SIZE_MBYTES=16\n", mtime=0)
    body += b"IKCFG_ST" + config + b"IKCFG_ED"
    if builtin:
        body += tree(None)
    return (head + body).ljust(8192, b"\x01")


def pages(size, *parts):
    return b"".join(part + bytes(-len(part) % size) for part in parts)


def boot(version, kernel_image=b"", ramdisk=b"", second=b"", dtb=b"", cmdline=CMDLINE, qcom_table=b""):
    page = 2048
    if version >= 3:
        head = struct.pack("<8sIIII16xI1536s", b"ANDROID!", len(kernel_image), len(ramdisk), 0, 1580, version, cmdline)
        return pages(4096, head, kernel_image, ramdisk)
    head = struct.pack("<8s10I16s512s32s1024s", b"ANDROID!", len(kernel_image), 0, len(ramdisk), 0, len(second), 0, 0,
                       page, len(qcom_table) or version, 0, b"", cmdline[:511], b"", cmdline[511:])
    head += struct.pack("<IQI", 0, 0, 1660)
    head += struct.pack("<IQ", len(dtb), 0)
    return pages(page, head, kernel_image, ramdisk, second, qcom_table or dtb)


def vendor_boot(version, dtb, cmdline=CMDLINE, bootconfig=b""):
    head = struct.pack("<8sIIIII2048sI16sIIQ", b"VNDRBOOT", version, 4096, 0, 0, 3000, cmdline, 0, b"", 2128, len(dtb), 0)
    head += struct.pack("<IIII", 0, 0, 108, len(bootconfig))
    return pages(4096, head, bytes(3000), dtb, *((b"", bootconfig) if version >= 4 else ()))


def avb(image, size=131072):
    footer = struct.pack(">4sIIQQQ", b"AVBf", 1, 0, len(image), len(image), 0).ljust(64, b"\0")
    return image.ljust(size - 64, b"\0") + footer


def dt_table(blobs):
    at = 32 + 32 * len(blobs)
    head = struct.pack(">8I", 0xD7B7AB1E, at + sum(map(len, blobs)), 32, 32, len(blobs), 32, 4096, 0)
    for number, blob in enumerate(blobs):
        head += struct.pack(">8I", len(blob), at, 0x10 + number, 0, 0, 0, 0, 0)
        at += len(blob)
    return head + b"".join(blobs)


def table(magic, version, fields, blobs):
    """One of the tables with entries of `fields` numbers, an offset and a size, little-endian."""
    entries, data, at = b"", b"", 2048
    for number, blob in enumerate(blobs):
        entries += struct.pack("<%dI" % (fields + 2), *([0x20 + number] + [0] * (fields - 1)), at, len(blob))
        if magic == b"DTBH":
            entries += struct.pack("<I", 0x20)
        padded = blob + bytes(-len(blob) % 2048)
        data += padded
        at += len(padded)
    return (struct.pack("<4sII", magic, version, len(blobs)) + entries).ljust(2048, b"\0") + data


def amlogic(version, blobs):
    width, entries, data, at = 16 if version == 2 else 4, b"", b"", 2048
    for number, blob in enumerate(blobs):
        for word in (b"gxl", b"p212", b"%dg" % (number + 1)):
            word = word.ljust(width)
            entries += b"".join(word[i:i + 4][::-1] for i in range(0, width, 4))
        entries += struct.pack("<II", at, len(blob))
        padded = blob + bytes(-len(blob) % 2048)
        data += padded
        at += len(padded)
    return (struct.pack("<4sII", b"AML_", version, len(blobs)) + entries).ljust(2048, b"\0") + data


def resource(blob):
    head = struct.pack("<4sHHBBBI", b"RSCE", 0, 0, 1, 1, 1, 1).ljust(512, b"\0")
    entry = struct.pack("<4s220s32sIII", b"ENTR", b"rk-kernel.dtb", b"", 0, 2, len(blob)).ljust(512, b"\0")
    return head + entry + blob


def mediatek(name, data):
    return struct.pack("<II32s", 0x58881688, len(data), name).ljust(512, b"\xff") + data


def krnl(data):
    return struct.pack("<4sI", b"KRNL", len(data)) + data + bytes(4)


def uimage(kind, data, compression=0):
    return struct.pack(">IIIIIIIBBBB32s", 0x27051956, 0, 0, len(data), 0, 0, 0, 5, 22, kind, compression, b"") + data


def multi(*parts):
    sizes = struct.pack(">%dI" % (len(parts) + 1), *map(len, parts), 0)
    return uimage(4, sizes + b"".join(part + bytes(-len(part) % 4) for part in parts))


def zboot(image):
    packed = gzip.compress(image, mtime=0)
    head = struct.pack("<2sH4sIIII4s", b"MZ", 0, b"zimg", 64, len(packed), 0, 0, b"gzip").ljust(64, b"\0")
    return head + packed


def uki(sections):
    at = 1024
    table_bytes, data = b"", b""
    for name, content in sections:
        table_bytes += struct.pack("<8sIIIIIIHHI", name, len(content), 0, len(content) + -len(content) % 512, at, 0, 0, 0, 0, 0)
        padded = content + bytes(-len(content) % 512)
        data += padded
        at += len(padded)
    head = b"MZ".ljust(0x3C, b"\0") + struct.pack("<I", 0x40) + struct.pack("<4sHHIIIHH", b"PE\0\0", 0xAA64, len(sections), 0, 0, 0, 0, 0)
    return (head + table_bytes).ljust(1024, b"\0") + data


def sparse(image):
    image += bytes(-len(image) % 4096)
    blocks = len(image) // 4096
    chunks = struct.pack("<HHII", 0xCAC1, 0, blocks, 12 + len(image)) + image
    chunks += struct.pack("<HHII", 0xCAC3, 0, 3, 12) + struct.pack("<HHIII", 0xCAC2, 0, 1, 16, 0)
    return struct.pack("<IHHHHIIII", 0xED26FF3A, 1, 0, 28, 12, 4096, blocks + 4, 3, 0) + chunks


def lzma_alone(data):
    return lzma.compress(data, format=lzma.FORMAT_ALONE)


def zlib_stream(data):
    return zlib.compress(data)
