# SPDX-License-Identifier: GPL-2.0-or-later
"""Fetches what runs on the guest from Debian's packages, without touching this machine's own package database."""
import gzip
import pathlib
import re
import subprocess


class Missing(Exception):
    """Something that the harness needs is not to be had here; the text says what."""


def apt(cache, tool, *words):
    state = cache / "apt"
    for folder in ("state/lists/partial", "cache/archives/partial"):
        (state / folder).mkdir(parents=True, exist_ok=True)
    settings = {"APT::Architecture": "arm64", "APT::Architectures::": "arm64", "Dir::State": state / "state",
                "Dir::Cache": state / "cache", "Dir::State::status": "/dev/null", "Acquire::Languages": "none",
                "APT::Sandbox::User": "root"}
    options = [word for name, value in settings.items() for word in ("-o", "%s=%s" % (name, value))]
    try:
        done = subprocess.run([tool, "-q", *options, *words], cwd=cache, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise Missing("%s is not installed: the arm64 kernel comes from Debian's packages" % tool) from error
    if done.returncode:
        raise Missing("%s %s: %s" % (tool, " ".join(words), done.stderr.strip().split("\n")[-1]))
    return done.stdout


def unpack(cache, package):
    """Downloads and unpacks a package once; its folder."""
    folder = cache / package
    if not folder.is_dir():
        apt(cache, "apt-get", "download", package)
        (archive,) = cache.glob(package + "_*.deb")
        scratch = cache / (package + ".part")
        subprocess.run(["dpkg-deb", "-x", archive, scratch], check=True)
        scratch.rename(folder)
        archive.unlink()
    return folder


def kernel_package(cache):
    found = sorted(path.name for path in cache.glob("linux-image-[0-9]*-arm64") if path.is_dir())
    if found:
        return found[-1]
    apt(cache, "apt-get", "update")
    depends = apt(cache, "apt-cache", "depends", "linux-image-arm64")
    names = re.findall(r"Depends: (linux-image-\d\S*)", depends)
    if not names:
        raise Missing("linux-image-arm64 is in none of this machine's package sources")
    return names[0]


def plain_image(path):
    """The kernel as the boot loader would lay it into memory."""
    data = path.read_bytes()
    data = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
    if data[56:60] != b"ARMd":
        raise Missing("%s is no plain arm64 Image" % path)
    return data


def kernel(cache):
    """Release, Image (bytes), its file and its .config file."""
    package = kernel_package(cache)
    release = package.removeprefix("linux-image-")
    boot = unpack(cache, package) / "boot"
    image = boot / ("Image-" + release)
    if not image.exists():
        image.write_bytes(plain_image(boot / ("vmlinuz-" + release)))
    return release, image.read_bytes(), image, boot / ("config-" + release)


def own_kernel(image, config):
    """As kernel(), of one that somebody built: its Image, and the .config beside it."""
    found = re.search(r"^# Linux/\S+ (\S+) Kernel Configuration", config.read_text(errors="replace"), re.MULTILINE)
    if not found:
        raise Missing("%s does not tell its release" % config)
    return found[1], plain_image(image), image, config


def busybox(cache):
    return (unpack(cache, "busybox-static") / "bin" / "busybox").read_bytes()


def cache_folder(path):
    folder = pathlib.Path(path).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder
