# SPDX-License-Identifier: GPL-2.0-or-later
"""What the self-tests of the test scripts share: counting, and running a script as `make check` would."""
import pathlib
import subprocess

TESTS = pathlib.Path(__file__).resolve().parent.parent


class Tally:
    def __init__(self):
        self.passed = self.failed = 0

    def check(self, what, good, output=""):
        self.passed += bool(good)
        self.failed += not good
        print("%s: %s" % ("PASS" if good else "FAIL", what))
        if not good:
            print(output)

    def close(self):
        """Prints the count; the exit status."""
        print("%d passed, %d failed" % (self.passed, self.failed))
        return 0 if self.passed and not self.failed else 1


def script(name, *arguments, **environment):
    """Exit status and all output of a script of tests/, run in a small environment."""
    done = subprocess.run([TESTS / name, *arguments], env={"PATH": "/usr/bin:/bin"} | environment,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          check=False)
    return done.returncode, done.stdout


def lay_out(folder, files):
    """Writes files, given as {name: text}, below a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def program(path, text):
    """Writes a program to stand in for another one."""
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path
