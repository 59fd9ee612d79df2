"""Python processes that import the package under test, wherever they run."""

import os
import subprocess
import sys
from functools import cached_property
from pathlib import Path

import logicnet

ROOT = Path(logicnet.__file__).parent.parent


def environment(**changes):
    """The environment of this process with the changes; None takes a variable away."""
    known = dict(os.environ) | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": ""} | changes
    return {name: value for name, value in known.items() if value is not None}


def start(*arguments, cwd=None, **changes):
    """A Python process whose three streams are pipes of text."""
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, *map(str, arguments)],
        stdin=pipe, stdout=pipe, stderr=pipe, text=True, encoding="utf-8", errors="replace",
        cwd=cwd, env=environment(**changes),
    )  # fmt: skip


def run(*arguments, given="", cwd=None, **changes):
    """(exit code, standard output and error) of a Python process."""
    with start(*arguments, cwd=cwd, **changes) as process:
        try:
            out, errors = process.communicate(given, timeout=120)
        finally:
            process.kill()
    return process.returncode, out, errors


# What workers do in tests: found by its name in processes that are started anew.


def squared(block):
    return block * block


class Counted:
    """Works something out when it is first asked, and says so."""

    @cached_property
    def prepared(self):
        return []

    def __call__(self, block):
        self.prepared.append(block)
        return len(self.prepared), os.getpid()
