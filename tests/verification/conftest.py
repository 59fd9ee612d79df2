"""What the tests of judges share."""

import pytest

from logicnet.verification.functions import diagrams, sums
from logicnet.verification.sweeping import judging


@pytest.fixture
def rows_alone(monkeypatch):
    """Sums, diagrams and sweeping have no verdict, so that the judges after them are asked."""
    monkeypatch.setattr(sums, "_MOST_ROWS", 0)
    monkeypatch.setattr(diagrams, "MOST_INPUTS", -1)
    monkeypatch.setattr(judging, "laid_out", lambda sides: "")
