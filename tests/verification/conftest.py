"""What the tests of judges share."""

import pytest

from logicnet.verification.functions import diagrams, sums


@pytest.fixture
def rows_alone(monkeypatch):
    """The judges that go by sums or diagrams have no verdict, so that those after are asked."""
    monkeypatch.setattr(sums, "_MOST_ROWS", 0)
    monkeypatch.setattr(diagrams, "MOST_INPUTS", -1)
