"""Helpers beside the tests are importable; hypothesis draws the same examples everywhere."""

import sys
from pathlib import Path

import pytest
from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))

settings.register_profile("logicnet", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("logicnet")


@pytest.fixture(autouse=True)
def _figures_are_closed():
    """Once a page has used pyplot, every figure stays until it is closed."""
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
