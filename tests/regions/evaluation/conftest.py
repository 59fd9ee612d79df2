"""Points go through compiled loops here, whoever compiled them before."""

import pytest

from logicnet.regions.evaluation import prepared


@pytest.fixture(autouse=True)
def _compilation_is_repaid_at_once(monkeypatch):
    monkeypatch.setattr(prepared, "_LOOP", -1)
    monkeypatch.setattr(prepared, "_INDEX_LOOPS", -1)
