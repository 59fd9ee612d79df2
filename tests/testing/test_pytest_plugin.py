"""Whoever asserts a verdict sees the rows that differ, in the report of pytest."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from logicnet import pytest_plugin

ROOT = Path(__file__).parents[2]
PROJECT = """
from logicnet import verify

def helper(verdict):
    assert verdict, "in a helper"

def test_direct():
    assert verify("a & b", "a | b")

def test_named():
    other = verify("first", "~first")
    found = verify("a & b", "a | b")
    assert found

def test_attribute():
    assert verify("a & b", "a | b").equal is True

def test_helper():
    helper(verify("a & b", "a | b"))

def test_other():
    verdict = verify("a & b", "a | b")
    assert verdict.equal is False
    one = 1
    assert one == 2

def test_error():
    verdict = verify("a & b", "a | b")
    raise ValueError("not an assertion")

def test_without_source():
    verdict = verify("a & b", "a | b")
    exec("assert verdict", {"verdict": verdict})

def test_passes():
    assert verify("a & b", "b & a")
"""
ROWS = [["a", "b", "network:", "y", "stated:", "y"], ["0", "1", "0", "1"], ["1", "0", "0", "1"]]


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """The report of each test of a small project, by its name."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "test_project.py").write_text(PROJECT)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "logicnet.pytest_plugin", "."]
    surroundings = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""}
    surroundings["PYTHONPATH"] = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(command, cwd=folder, env=surroundings, capture_output=True, text=True)
    assert "7 failed, 1 passed" in done.stdout, done.stdout + done.stderr
    parts = done.stdout.split("FAILURES")[1].split("short test summary")[0].split("____ test_")
    return {"test_" + part.split()[0]: part for part in parts[1:]}


@pytest.mark.parametrize("name", ["test_direct", "test_named", "test_attribute", "test_helper"])
def test_a_failed_assertion_shows_the_rows_that_differ(reports, name):
    _, shown = reports[name].split("rows that differ")
    lines = [line.split() for line in shown.splitlines()[1:]]
    assert lines[:3] == ROWS
    assert "first" not in reports[name].split("rows that differ")[1]


@pytest.mark.parametrize("name", ["test_other", "test_error", "test_without_source"])
def test_failures_that_are_not_about_a_verdict_show_none(reports, name):
    assert "rows that differ" not in reports[name]


def test_examples_within_prose_have_no_statement():
    """Where a failure is looked at in such a text, its source is no Python."""

    class Entry:
        frame = SimpleNamespace(code=SimpleNamespace(fullsource="It's"), f_locals={"one": 1})

        @property
        def statement(self):
            return compile(self.frame.code.fullsource, "page.md", "exec")

    assert pytest_plugin._looked_at(Entry(), int) == []


def test_pytest_finds_the_plugin_where_the_package_is_installed():
    stated = (ROOT / "pyproject.toml").read_text()
    assert '[project.entry-points.pytest11]\nlogicnet = "logicnet.pytest_plugin"\n' in stated


def test_the_plugin_imports_nothing_of_the_package():
    code = (
        "import sys, logicnet.pytest_plugin as p; "
        "print(sorted(m for m in sys.modules if m.startswith(('logicnet.', 'numpy'))))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert "numpy" not in done.stdout
    assert "logicnet.verification" not in done.stdout
