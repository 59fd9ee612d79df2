"""Few rows that tables answer, before anything else is asked."""

import gc

import numpy as np
import pytest

from logicnet import Network, SpecificationError
from logicnet.network import simulation
from logicnet.network.engines import choice_of_engine
from logicnet.network.engines.light import LIGHT


def test_few_rows_that_tables_answer_are_answered_at_once(monkeypatch):
    monkeypatch.setattr(choice_of_engine, "_loaded", [True])
    rng = np.random.default_rng(2)
    weights = rng.integers(-9, 10, (30, 50))
    units = [(range(50), row.tolist(), 1) for row in weights]
    net = Network.from_units([f"x{k}" for k in range(50)], units,
                             outputs={f"y{k}": k for k in range(30)})  # fmt: skip
    rows = rng.integers(0, 2, (40, 50)).astype(np.uint8)
    wanted = (rows.astype(int) @ weights.T >= 1).astype(int)
    for _ in range(300):
        net(rows[:4])
    key = id(net)
    assert LIGHT[key][0]() is net
    monkeypatch.setattr(simulation, "outputs_of_rows", None)  # is not asked
    assert net(rows[:16]).tolist() == wanted[:16].tolist()
    assert net(rows[3]).tolist() == wanted[3].tolist()
    assert net(rows[:0]).shape == (0, 30)
    monkeypatch.undo()
    locked = rows.copy()
    locked.flags.writeable = False
    for other in (rows, rows.astype(bool), rows.astype(float), rows[:16, ::-1][:, ::-1], locked,
                  np.asfortranarray(rows), rows.tolist(), rows[::3]):  # fmt: skip
        step = 3 if isinstance(other, np.ndarray) and len(other) == 14 else 1
        assert net(other).tolist() == wanted[::step][: len(other)].tolist()
    with pytest.raises(SpecificationError, match="row 1, input 'x2': expected 0 or 1, got 7"):
        net(np.where(np.arange(200).reshape(4, 50) == 52, 7, rows[:4]).astype(np.uint8))
    with pytest.raises(SpecificationError, match="expected rows of 50 inputs"):
        net(rows[:4, :49].copy())
    del net
    gc.collect()
    assert key not in LIGHT
