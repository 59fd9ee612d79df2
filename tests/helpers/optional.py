"""Packages that only some tests need."""

import importlib
import os

import pytest


def optional(name):
    """The package; without it the test is skipped, but fails where CI is set."""
    if os.environ.get("CI"):
        return importlib.import_module(name)
    return pytest.importorskip(name)
