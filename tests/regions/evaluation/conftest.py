"""Points go through compiled loops here, whoever compiled them before."""

import pytest

from logicnet.regions.evaluation import evaluation, prepared


@pytest.fixture(autouse=True)
def _compilation_is_repaid_at_once(monkeypatch):
    monkeypatch.setattr(evaluation, "_HALF_A_SECOND", -1)
    monkeypatch.setattr(prepared, "_SECONDS", -1)
