"""The lowest versions that pyproject.toml allows are those that .ci/run tests with."""

import os
import re
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
LOCK = (ROOT / "tests" / "lowest-versions.txt").read_text(encoding="utf-8")
REQUIREMENT = re.compile(r'"([\w-]+)(.*?)"')


def required(key):
    """(name, versions) of the requirements in a list of pyproject.toml."""
    (found,) = re.findall(rf"^{key} = \[(.*?)\]", PROJECT, re.MULTILINE | re.DOTALL)
    return REQUIREMENT.findall(found)


def lock():
    return dict(re.findall(r"^([\w-]+)==(\S+)$", LOCK, re.MULTILINE))


def disagreements(requirements, locked):
    """What is required and not locked at its lowest version, and what is locked for nothing."""
    wanted = {(name, versions.removeprefix(">=")) for name, versions in requirements}
    return wanted ^ set(locked.items())


def test_the_lock_holds_the_lowest_version_of_every_requirement():
    everything = [*required("dependencies"), *required("geo"), *required("test")]
    assert len(everything) > 8
    assert all(re.fullmatch(r">=[\d.]+(dev\d+)?", versions) for _, versions in everything)
    assert disagreements(everything, lock()) == set()


def test_a_lock_that_disagrees_is_noticed():
    known = [("numpy", ">=1.26"), ("scipy", ">=1.11")]
    assert disagreements(known, {"numpy": "1.26", "scipy": "1.11"}) == set()
    assert disagreements(known, {"numpy": "1.27", "scipy": "1.11"}) != set()
    assert disagreements(known, {"numpy": "1.26"}) != set()
    assert disagreements(known, {"numpy": "1.26", "scipy": "1.11", "torch": "2"}) != set()


@pytest.mark.skipif("LOGICNET_LOWEST" not in os.environ, reason="set by .ci/run for these versions")
def test_what_is_installed_is_what_is_locked():
    for name, locked in lock().items():
        assert re.sub(r"(\.0)+$", "", version(name)) == re.sub(r"(\.0)+$", "", locked), name
