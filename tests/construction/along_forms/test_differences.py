"""Linear forms found in rows by differences."""

from __future__ import annotations

import numpy as np
import pytest

from logicnet import TruthTable, compile, verify
from logicnet.construction.along_forms.blocks import sums_of
from logicnet.construction.along_forms.differences import forms
from logicnet.ground.bits import pack
from logicnet.ground.budget import Budget

NUMBER = np.arange(256)
HIGH, LOW = NUMBER >> 4, NUMBER & 15
TURNED = np.array([int(f"{k:08b}"[::-1], 2) for k in NUMBER.tolist()])
CASES = {  # outputs, and units
    "equal": ([HIGH == LOW], 2),
    "near": ([np.abs(HIGH - LOW) <= 2], 2),
    "slab": ([(3 * HIGH - 2 * LOW >= 3) & (3 * HIGH - 2 * LOW <= 11)], 2),
    "slab with a step that is none": ([(3 * HIGH - 2 * LOW >= -5) & (3 * HIGH - 2 * LOW <= 9)], 2),
    "palindrome": ([NUMBER == TURNED], 2),
    "multiple of 3": ([NUMBER % 3 == 0], 3),
    "3 modulo 7": ([NUMBER % 7 == 3], 3),
    "remainder by 5": ([NUMBER % 5 >> k & 1 for k in range(3)], 5),
}


def cubes(outputs):
    on = np.array(outputs, dtype=bool)
    return on.reshape((len(on), *(2,) * 8))


@pytest.mark.parametrize("name", CASES)
def test_a_form_tells_the_outputs(name):
    on = cubes(CASES[name][0])
    found = list(forms(on, np.ones_like(on), Budget()))
    assert found
    for weights in found:
        sums = sums_of(weights)
        for output in on.reshape(len(on), -1):
            assert not set(sums[output].tolist()) & set(sums[~output].tolist())


def test_a_form_is_found_where_rows_are_free():
    on = cubes([np.abs(HIGH - LOW) <= 2])
    care = np.random.default_rng(0).random(on.shape) < 0.7
    (weights, *_) = forms(on & care, care, Budget())
    sums = sums_of(weights)
    told, known = on.ravel(), care.ravel()
    assert not set(sums[told & known].tolist()) & set(sums[~told & known].tolist())


def test_functions_without_a_form_have_none():
    on = cubes([np.random.default_rng(1).random(256) < 0.5])
    assert not list(forms(on, np.ones_like(on), Budget()))


@pytest.mark.parametrize("name", ["equal", "remainder by 5"])
def test_such_functions_take_few_units(name):
    outputs, units = CASES[name]
    on = pack(np.array(outputs, dtype=bool))
    names = tuple(f"y{k}" for k in range(len(on)))
    table = TruthTable(inputs=tuple("abcdefgh"), outputs=names, on=on, dc=np.zeros_like(on))
    net = compile(table, effort="low")
    assert net.units <= units
    assert verify(net, table)
