# SPDX-License-Identifier: GPL-2.0-or-later
"""What dtcarve says of its commands and options."""
import os
import re
import subprocess
import sys

PROGRAM = os.environ.get("DTCARVE", "dtcarve")
UNBROKEN = "no-dup-args-note,rmargin=2000"  # one line an option


def told(*words, layout=UNBROKEN):
    """What the program writes; the layout of --help is argp's default where it is None."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "COLUMNS": "80", "NO_COLOR": "1"}
    environment.pop("ARGP_HELP_FMT", None)
    if layout:
        environment["ARGP_HELP_FMT"] = layout
    done = subprocess.run([PROGRAM, *words], capture_output=True, text=True, check=False, env=environment)
    if done.returncode or done.stderr:
        sys.exit("dtcarve %s: exit status %d: %s" % (" ".join(words), done.returncode, done.stderr))
    return done.stdout


def commands():
    """{name: summary} in the order of --help"""
    return dict(re.findall(r"^  ([a-z]+) +(\S.*)$", told("--help"), re.MULTILINE))


def options(text):
    """(group, short, long with its argument, words) of each option in a help text."""
    group = ""
    for line in text.splitlines():
        if re.match(r" \S.*:$", line):
            group = line.strip(" :")
        found = re.match(r"  +(-\S)?,? *(--\S+)(?:  +(\S.*)|\s*$)", line)
        if found:
            yield group, found[1], found[2], found[3] or ""


def reads_board(text):
    return '"dtcarve help board"' in text


def all_options(command):
    """Those of a command, then those of the board that it has none of its own for."""
    text = told(command, "--help")
    own = list(options(text))
    taken = {long.partition("=")[0] for _, _, long, _ in own}
    board = options(told("help", "board")) if reads_board(text) else ()
    return own + [option for option in board if option[2].partition("=")[0] not in taken]
