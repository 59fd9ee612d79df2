"""Rows that share no column, beside all sets of rows."""

from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pytest

from logicnet.ground.budget import Budget
from logicnet.minimization.covering.apart_rows import apart_rows
from logicnet.minimization.incidence import matrices
from logicnet.minimization.incidence.matrices import Dense
from logicnet.minimization.programs import program
from logicnet.minimization.programs.relaxation import Relaxation


def matrix(flags):
    return Dense(flags).sparse()


def random_flags(seed, rows=12, columns=14):
    rng = np.random.default_rng(seed)
    flags = rng.random((rows, columns)) < rng.uniform(0.05, 0.3)
    flags[np.arange(rows), rng.integers(columns, size=rows)] = True
    return flags


def most(flags):
    """The largest number of rows that share no column, by trying all sets."""
    for size in range(len(flags), 0, -1):
        for rows in combinations(range(len(flags)), size):
            if flags[list(rows)].sum(axis=0).max() <= 1:
                return size
    return 0


@pytest.mark.parametrize("seed", range(20))
def test_as_many_rows_are_found_as_there_are(seed):
    flags = random_flags(seed)
    rows = apart_rows(matrix(flags), len(flags), Budget())
    assert flags[rows].sum(axis=0).max() <= 1
    assert len(rows) == most(flags)


def test_the_search_ends_with_enough():
    assert len(apart_rows(matrix(np.eye(50, dtype=bool)), 7, Budget())) >= 7
    assert len(apart_rows(matrix(np.eye(50, dtype=bool)), 80, Budget())) == 50


@pytest.mark.parametrize("seed", range(3))
def test_hidden_rows_are_found_among_many(seed):
    rng = np.random.default_rng(seed)
    flags = rng.random((600, 900)) < 0.012
    hidden = rng.permutation(600)[:60]
    flags[hidden] &= np.arange(60)[:, None] == flags[hidden].argmax(axis=0)
    flags[hidden, rng.permutation(900)[:60]] |= flags[hidden].sum(axis=1) == 0
    assert len(apart_rows(matrix(flags), 60, Budget())) >= 60


def fewest(flags):
    """The size of the smallest choice of columns that holds all rows, by trying all."""
    for size in range(1, flags.shape[1] + 1):
        for columns in combinations(range(flags.shape[1]), size):
            if flags[:, list(columns)].any(axis=1).all():
                return size
    return 0


@pytest.mark.parametrize("seed", range(20))
def test_bounds_of_covers_are_right(monkeypatch, seed):
    """Bounds by rows alone: no program, and a relaxation that says nothing."""
    monkeypatch.setattr(matrices, "DENSE", 0)
    monkeypatch.setattr(program, "_SMALL_ENTRIES", 0)
    monkeypatch.setattr(program, "solve", lambda *given: None)
    flags = random_flags(seed)
    least, apart = fewest(flags), most(flags)
    for size in range(least, least + 3):
        known = SimpleNamespace(best=np.arange(size), offer=lambda columns: None)
        bound = program._close(matrix(flags), Relaxation(1.0, np.zeros(14)), known, Budget())
        assert min(apart, size) <= bound <= least
