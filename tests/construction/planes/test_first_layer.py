"""Half-spaces as units: by shifts of integers, and by fractions, the same numbers."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet.construction.planes import first_layer
from logicnet.construction.planes.first_layer import CoordinateFrame, frame_of, weights_of
from logicnet.errors import LimitError
from logicnet.regions.exact import edge_lines
from logicnet.regions.half_spaces import Side


def edge(rng):
    """The ends of an edge: of any size, on a grid, far away, level, of very unlike sizes."""
    kind = rng.integers(6)
    ends = rng.normal(size=(2, 2)) * 2.0 ** rng.integers(-30, 31)
    if kind == 1:
        ends = np.rint(rng.normal(size=(2, 2)) * 64) / 8
    if kind == 2:
        ends = ends * 2.0**-30 + 1e6
    if kind == 3:
        ends[1, rng.integers(2)] = ends[0, 0]
    if kind == 4:
        ends[0] *= 2.0 ** rng.integers(-900, 900)
    if kind == 5:
        ends = np.array([(2.0**20, 0.0), (0.0, 2.0 ** rng.integers(18, 22))]) + rng.integers(2)
    return ends


def told(side, frame, corners):
    try:
        return weights_of(side, frame, corners)
    except LimitError as error:
        return str(error)


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1))
def test_shifts_give_what_fractions_give(seed):
    rng = np.random.default_rng(seed)
    with pytest.MonkeyPatch.context() as patch:
        for _ in range(8):
            ends = edge(rng)
            if (ends[0] == ends[1]).all():
                continue
            lines, _ = edge_lines(ends[:1], ends[1:])
            frame = CoordinateFrame(np.zeros(2), np.ones(2))
            if rng.random() < 0.6:
                frame = frame_of(np.stack([ends.min(axis=0), ends.max(axis=0)]), 2)
            corners = [list(map(Fraction, p)) for p in ends.tolist()] * int(rng.integers(2))
            side = Side(lines[0], int(rng.choice([-1, 1])))
            found = told(side, frame, corners)
            patch.setattr(first_layer, "_in_binary", lambda *_: None)
            assert told(side, frame, corners) == found
            patch.undo()


def test_usual_edges_are_done_by_shifts():
    rng = np.random.default_rng(0)
    starts, ends = rng.normal(size=(2, 50, 2))
    frame = CoordinateFrame(np.zeros(2), np.ones(2))
    for plane in edge_lines(starts, ends)[0]:
        weights, threshold, exact = first_layer._in_binary(Side(plane, 1), frame)
        assert not exact
        size = max(map(abs, plane.normal))
        assert np.allclose(
            np.array(weights) * size, np.array(plane.normal) * max(map(abs, weights))
        )
        assert threshold != 0
