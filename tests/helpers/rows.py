"""Rows of inputs, and numbers read from them, for the tests of constructions."""

from itertools import pairwise

import numpy as np

from logicnet.ground.bits import pack
from logicnet.logic.tables.truthtable import TruthTable


def all_rows(n):
    """Every row of n inputs, the first input the slowest."""
    return np.arange(2**n)[:, None] >> np.arange(n - 1, -1, -1) & 1


def table_of(bits, free=None):
    """The table of one output with these rows, and of rows that do not matter."""
    n = len(bits).bit_length() - 1
    free = np.zeros(len(bits), bool) if free is None else free
    return TruthTable(
        inputs=tuple(f"x{i + 1}" for i in range(n)),
        outputs=("y",),
        on=pack(bits & ~free)[None],
        dc=pack(free)[None],
    )


def random_rows(n, count, seed=0):
    """Random rows of n inputs, of every density."""
    rng = np.random.default_rng(seed)
    return (rng.random((count, n)) < rng.random((count, 1))).astype(np.int64)


def number(bits):
    """The number with these binary digits, least significant first."""
    return sum(int(bit) << i for i, bit in enumerate(bits))


def assert_computes(network, widths, function, samples=None):
    """Check the network against a function of Python integers that returns integers.

    The inputs are numbers of the given widths, the outputs numbers by the stems of their names.
    """
    n = sum(widths)
    rows = all_rows(n) if samples is None else random_rows(n, samples)
    stems = {}
    for k, name in enumerate(network.outputs):
        stems.setdefault(name.split("[")[0], []).append(k)
    starts = np.cumsum([0, *widths])
    got = np.asarray(network(rows)).reshape(len(rows), -1)
    for row, result in zip(rows, got, strict=True):
        numbers = [number(row[a:b]) for a, b in pairwise(starts)]
        wanted = function(*numbers)
        wanted = wanted if isinstance(wanted, tuple) else (wanted,)
        assert tuple(number(result[k] for k in ks) for ks in stems.values()) == wanted, numbers
