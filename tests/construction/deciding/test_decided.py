"""Whether two or three units are enough, against the table and all pairs; units are right."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import logicnet
from logicnet.construction.deciding import decided as deciding
from logicnet.construction.deciding.decided import decided
from logicnet.construction.search.least_networks import least_units
from logicnet.construction.search.two_units import two_units
from rows import all_rows


def bits(word, n):
    return (word >> np.arange(1 << n) & 1) == 1


def given_by(units, n):
    """The last unit at each row, in plain whole numbers."""
    found = []
    for row in all_rows(n).astype(int).tolist():
        for reads, weights, threshold in units:
            total = sum(w * row[i] for i, w in zip(reads, weights, strict=True))
            row.append(int(total >= threshold))
        found.append(row[-1] == 1)
    return np.array(found)


@settings(max_examples=15)
@given(st.integers(1, (1 << 16) - 2))
def test_four_inputs_are_decided_as_the_table_of_all_functions_has_it(word):
    least = int(least_units(np.array([word]))[0])
    for units in (2, 3):
        answer = decided(bits(word, 4), np.ones(16, dtype=bool), units, 10_000)
        assert answer.enough == (least <= units)
        assert answer.units is None or (given_by(answer.units, 4) == bits(word, 4)).all()


def of_two(n, seed):
    """A function of two units, for half of the seeds with a row changed."""
    rng = np.random.default_rng(seed)
    rows = 2 * all_rows(n) - 1
    first = rows @ rng.standard_normal(n) > 0
    found = rows @ rng.standard_normal(n) + rng.choice([-3, 3]) * first > 0
    found[rng.integers(1 << n)] ^= bool(seed % 2)
    return found


@pytest.mark.parametrize("seed", range(10))
def test_two_units_of_five_inputs_are_as_all_pairs_tell(seed):
    on = of_two(5, seed)
    answer = decided(on, np.ones(32, dtype=bool), 2, 10_000)
    assert answer.enough == (two_units(on) is not None)
    assert answer.units is None or (given_by(answer.units, 5) == on).all()


def test_free_rows_are_free():
    on, care = of_two(5, 3), np.random.default_rng(0).random(32) < 0.7
    answer = decided(on & care, care, 2, 10_000)
    assert answer.enough
    assert (given_by(answer.units, 5) == on)[care].all()


def test_a_clause_too_many_is_noticed(monkeypatch):
    """The table of all functions tells where the question asks for more than units must do."""
    honest = deciding._opposite(4)
    some = np.random.default_rng(0).permuted(np.tile(np.arange(16), (40, 1)), axis=1)[:, :4]
    wrong = [*honest, *map(tuple, some.tolist())]  # rows whose sums differ
    monkeypatch.setattr(deciding, "_opposite", lambda n: wrong)
    words = np.random.default_rng(1).integers(1, 1 << 16, 60)
    answers = [decided(bits(w, 4), np.ones(16, dtype=bool), 2, 10_000).enough for w in words]
    assert answers != (least_units(words) <= 2).tolist()


def test_few_conflicts_leave_it_open():
    on = np.random.default_rng(0).integers(0, 2, 64) == 1
    assert decided(on, np.ones(64, dtype=bool), 3, 20).enough is None


def test_a_random_function_of_five_inputs_is_proven_least():
    values = np.random.default_rng(4).integers(0, 2, 32)
    assert logicnet.compile(logicnet.TruthTable.from_values(values)).proven_minimal


@settings(max_examples=10)
@given(st.integers(0, 1 << 30))
def test_what_a_free_row_says_excludes_nothing(seed):
    """A unit that reads another, right at half of the rows: there two units are enough."""
    rng = np.random.default_rng(seed)
    points, care = all_rows(5).astype(int), rng.random(32) < 0.5
    inner = points @ rng.integers(-3, 4, 5) >= rng.integers(-1, 3)
    wanted = points @ rng.integers(-3, 4, 5) - 7 * inner >= rng.integers(-4, 2)
    on = np.where(care, wanted, rng.random(32) < 0.5)
    answer = decided(on, care, 2, 10_000)
    assert answer.enough is not False
    assert answer.units is None or (given_by(answer.units, 5) == on)[care].all()


def test_no_more_units_are_said_to_be_needed_than_were_excluded():
    """Parity of five, free at two rows: two units are excluded, three are enough."""
    values = (all_rows(5).sum(axis=1) % 2).astype(float)
    values[[5, 17]] = np.nan
    net = logicnet.compile(logicnet.TruthTable.from_values(values, list("abcde")), effort="low")
    assert (net.units, net.proven_minimal) == (3, True)


def test_a_unit_before_the_last_may_read_another():
    """Three units are enough for the parity of six only if the second reads the first."""
    parity = all_rows(6).sum(axis=1) % 2 == 1
    answer = decided(parity, np.ones(64, dtype=bool), 3, 20_000)
    assert answer.enough
    assert (given_by(answer.units, 6) == parity).all()
