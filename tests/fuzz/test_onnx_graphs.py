"""Random graphs of ONNX: what is read of them computes what onnxruntime does."""

import numpy as np
import pytest

from fuzz.draws import draws
from logicnet import FormatError, Network
from logicnet.formats.onnx.reading import network_of
from logicnet.tracing.trace import Trace
from outside.onnx_graphs import Graph, T, runs
from rows import all_rows


def difference(rng):
    """How far what is read of a random graph is from what is run; None where that is not so."""
    graph = Graph(rng, types=[T.FLOAT, T.BOOL], odd=0)
    for _ in range(rng.randint(1, 8)):
        graph.grow()
    model = graph.model()
    try:
        found = network_of(model, "graph")
    except FormatError:
        return None
    rows = np.array(all_rows(graph.width), dtype=np.float32)
    if not isinstance(found, Network) and T.BOOL not in {kind for _, _, kind in graph.inputs}:
        numbers = [[rng.randint(-6, 6) / 4 for _ in range(graph.width)] for _ in range(20)]
        rows = np.concatenate([rows, np.array(numbers, dtype=np.float32)])
    run = runs(model, graph.fed(rows))
    return float(np.abs(found(rows) - run[0]).max()) if run else None


def test_random_graphs_are_read_as_they_are_run():
    seen = 0
    for seed, rng in draws(90):
        found = difference(rng)
        seen += found is not None
        assert found is None or found < 1e-4, seed
    assert seen > 35


def test_a_reader_that_takes_strict_comparisons_for_others_is_noticed(monkeypatch):
    steps = Trace.steps
    monkeypatch.setattr(Trace, "steps", lambda self, z, *, strict: steps(self, z, strict=False))
    with pytest.raises(AssertionError):
        test_random_graphs_are_read_as_they_are_run()
