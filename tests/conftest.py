"""Hypothesis draws the same examples everywhere."""

import os
import signal
import sys

import pytest
from hypothesis import settings

# Threads of BLAS wait in busy loops, which costs the tests several times their work where other
# processes run beside them.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # as for jobs in the background: programs
    signal.signal(signal.SIGINT, signal.default_int_handler)  # that tests start would inherit it

settings.register_profile("logicnet", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("logicnet")


@pytest.fixture(autouse=True)
def _figures_are_closed():
    """Once a page has used pyplot, every figure stays until it is closed."""
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
