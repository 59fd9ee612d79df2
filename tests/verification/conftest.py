"""What the tests of judges share."""

import pytest

from logicnet.verification.functions import diagrams, sums
from logicnet.verification.polynomials import counts
from logicnet.verification.polynomials import judging as numbers
from logicnet.verification.sweeping import judging


def _nothing(sides, extent, reason):
    return reason


@pytest.fixture
def rows_alone(monkeypatch):
    """No judge has a verdict before those that look at random rows are asked."""
    monkeypatch.setattr(sums, "_MOST_ROWS", 0)
    monkeypatch.setattr(diagrams, "MOST_INPUTS", -1)
    monkeypatch.setattr(judging, "laid_out", lambda sides: "")
    monkeypatch.setattr(numbers, "polynomials", _nothing)
    monkeypatch.setattr(counts, "counts", _nothing)
