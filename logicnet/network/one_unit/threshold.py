"""Threshold functions: which functions one unit computes, and with which weights.

Facts used. A threshold function is unate, with the sign of w_i saying how x_i acts. Its Chow
parameters m_0 = |f| and m_i = |f and x_i| belong to no other function at all (Chow 1961), so
equal parameters are a proof. After negating inputs until 2 m_i >= m_0 and sorting by m_i there
are weights w_1 >= ... >= w_n >= 0, hence f cannot fall when a 1 moves to an earlier place.
The data file holds weights of least sum for all 29,375 such functions of up to 7 inputs;
beyond, linear programming decides on the few rows that imply the others.

Counts of all threshold functions of n inputs: 2, 4, 14, 104, 1882, 94572, ... (OEIS A000609).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import LimitError, SpecificationError
from logicnet.ground.arguments import checked
from logicnet.ground.bits import Words, columns, pack, popcount, unpack, words
from logicnet.ground.digits import is_whole, plain
from logicnet.ground.html import sentence
from logicnet.ground.names import unique_names
from logicnet.logic.function import function
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.network.network import Network

from .separation import Points, Separation, separate

Cube = NDArray[np.bool_]  # a function of n inputs as an array of shape (2,) * n

TABLED = 7  # inputs up to which the data file holds every threshold function
_FILE = Path(__file__).with_name("threshold_classes.npz")


@dataclass(frozen=True)
class Threshold:
    """One unit: 1 iff the weighted sum of the inputs, taken exactly, reaches the threshold.

    `minimal` says that no integer weights of the function have a smaller sum of ``|weights|``.
    """

    inputs: tuple[str, ...]
    weights: tuple[int, ...]
    threshold: int
    minimal: bool = field(default=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.inputs) != len(self.weights):
            raise SpecificationError(
                f"{len(self.weights)} weights for {len(self.inputs)} inputs of a threshold unit"
            )
        object.__setattr__(self, "inputs", unique_names(self.inputs, "input"))
        object.__setattr__(self, "weights", tuple(map(_number, self.weights)))
        object.__setattr__(self, "threshold", _number(self.threshold))

    def network(self, output: str = "y") -> Network:
        """The function as a network of one unit."""
        return Network.from_units(
            self.inputs,
            [(range(len(self.inputs)), self.weights, self.threshold)],
            outputs={output: 0},
            construction="threshold function",
            lower_bound=1,
        )

    def __repr__(self) -> str:
        return f"<Threshold: {self}>"

    def _repr_html_(self) -> str:
        return sentence("Threshold", str(self))

    def __str__(self) -> str:
        terms = [
            f"{'-' if w < 0 else '+'} {'' if abs(w) == 1 else f'{abs(w)}*'}{name}"
            for name, w in zip(self.inputs, self.weights, strict=True)
            if w
        ]
        left = " ".join(terms).removeprefix("+ ") or "0"
        left = "-" + left[2:] if left.startswith("- ") else left
        return f"{left} >= {self.threshold}"


def _number(value: Any) -> Any:
    """A weight or threshold as a Python number."""
    value = plain(value)
    if is_whole(value) or (isinstance(value, float) and isfinite(value)):
        return value
    raise SpecificationError(f"weights and thresholds are finite numbers, not {value!r:.40}")


@checked()
def find_threshold(source: Any) -> Threshold | None:
    """The weights and threshold of a function that one unit computes, or None if none does.

    `source` is anything that states a function of one output: text, a sympy formula, a
    TruthTable (whose don't-cares are used), a Cover, a Network, a Python callable. Weights are
    integers of least sum where `minimal` says so: always up to 7 inputs without don't-cares.
    None is certain, however large the weights of a unit might have to be.

    >>> print(find_threshold("a & (b | c)"))
    2*a + b + c >= 3
    >>> find_threshold("a ^ b") is None
    True
    """
    table = one_output(source)
    found = threshold_of(table.on[0], table.dc[0], len(table.inputs))
    return None if found is None else Threshold(
        table.inputs, found.weights, found.threshold, found.minimal
    )  # fmt: skip


def one_output(source: Any) -> TruthTable:
    """The truth table of a source that states a single output."""
    table = function(source).table()
    if len(table.outputs) != 1:
        raise SpecificationError(
            f"one output is needed, got {', '.join(table.outputs)}: take table.output(name)"
        )
    return table


def threshold_of(on: Words, dc: Words, n: int) -> Separation | None:
    """Weights for the packed rows of one function of n inputs, or None: `find_threshold`'s core.

    >>> threshold_of(np.array([0b1000], np.uint64), np.array([0], np.uint64), 2)
    Separation(weights=(1, 1), threshold=2, minimal=True)
    """
    if not dc.any():
        if n <= TABLED:
            return _tabled(on, n)
        return _complete(unpack(on, 1 << n).reshape((2,) * n))
    ones = unpack(on, 1 << n).reshape((2,) * n)
    return _partial(ones, ~(ones | unpack(dc, 1 << n).reshape((2,) * n)))


# All functions of up to 7 inputs: the table --------------------------------------------------


def are_threshold(tables: Words, n: int) -> NDArray[np.bool_]:
    """Which of many packed functions of n <= 7 inputs are threshold functions.

    `tables` has a row of words a function (or, up to 6 inputs, a word a function).

    >>> int(are_threshold(np.arange(65536, dtype=np.uint64), 4).sum())
    1882
    """
    return _looked_up(tables, n)[0]


def threshold_weights(
    tables: Words, n: int
) -> tuple[NDArray[np.bool_], NDArray[np.int64], NDArray[np.int64]]:
    """Which of many functions of n <= 7 inputs are threshold functions, weights, thresholds.

    The weights (functions by inputs) have the least sum; where there are none they are 0.
    """
    found, place, order, negated = _looked_up(tables, n)
    class_weights, class_thresholds, _ = _classes()
    ranked = class_weights[place][:, :n] * found[:, None]
    weights = np.empty_like(ranked)
    np.put_along_axis(weights, order, ranked, axis=1)
    # x_i replaced by 1 - x_i: the weight changes sign, its old value leaves the threshold
    thresholds = class_thresholds[place] - (weights * negated).sum(axis=1)
    return found, np.where(negated, -weights, weights), thresholds * found


def threshold_classes(n: int) -> tuple[Points, Points, NDArray[np.int64], Points]:
    """All threshold functions of n <= 7 inputs but for signs and order: weights, thresholds, Chow.

    Weights fall; the Chow parameters are the number of ones, and of those with each input 1.

    >>> [len(threshold_classes(n)[0]) for n in range(1, 5)]
    [3, 5, 10, 27]
    """
    weights, thresholds, keys = _classes()
    few = (weights[:, n:] == 0).all(axis=1)
    scale = 1 << (TABLED - n)
    parts = [keys[few] >> 7 * place & 127 for place in range(TABLED - 1, -1, -1)]
    whole = keys[few] >> 7 * TABLED
    return weights[few][:, :n], thresholds[few], whole // scale, np.stack(parts[:n], 1) // scale


def _looked_up(tables: Words, n: int) -> tuple[NDArray[np.bool_], Points, Points, Cube]:
    """Found?, place in the class table, inputs by falling Chow parameter, which were negated."""
    if n > TABLED:
        raise LimitError(f"{n} inputs exceed the {TABLED} of the threshold table")
    tables = np.asarray(tables, dtype=np.uint64)
    tables = tables.reshape(-1, words(n))
    m0 = popcount(tables, axis=1)
    m = np.empty((len(tables), n), dtype=np.int64)
    for i, column in enumerate(columns(n)):
        m[:, i] = popcount(tables & column, axis=1)
    negated = 2 * m < m0[:, None]
    m = np.where(negated, m0[:, None] - m, m)
    order = np.argsort(-m, axis=1, kind="stable")
    scale = 1 << (TABLED - n)  # the same function among 7 inputs, on the others of which
    ranked = np.repeat(m0[:, None] * scale // 2, TABLED, axis=1)  # it does not depend
    ranked[:, :n] = np.take_along_axis(m, order, axis=1) * scale
    keys = _chow_key(m0 * scale, ranked)
    known = _classes()[2]
    place = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return known[place] == keys, place, order, negated


def _chow_key(m0: NDArray[np.int64], m: NDArray[np.int64]) -> NDArray[np.int64]:
    key = m0.astype(np.int64)
    for i in range(m.shape[1]):
        key = key << 7 | m[:, i]
    return key


@lru_cache(maxsize=1)
def _classes() -> tuple[Points, Points, Points]:
    """Falling weights, thresholds and Chow keys of all classes, by rising key."""
    with np.load(_FILE, allow_pickle=False) as file:
        weights, thresholds = file["weights"], file["thresholds"]
    rows = unpack(columns(TABLED), 1 << TABLED).astype(np.float32)
    fires = (weights.astype(np.float32) @ rows >= thresholds[:, None]).astype(np.float32)
    m0 = fires.sum(axis=1).astype(np.int64)
    keys = _chow_key(m0, (fires @ rows.T).astype(np.int64))
    order = np.argsort(keys)
    return weights[order].astype(np.int64), thresholds[order].astype(np.int64), keys[order]


def _tabled(on: Words, n: int) -> Separation | None:
    found, weights, thresholds = threshold_weights(on[None], n)
    if not found[0]:
        return None
    return Separation(tuple(weights[0].tolist()), int(thresholds[0]), True)


# More inputs: linear programming on the rows that imply the others ---------------------------


def _complete(cube: Cube) -> Separation | None:
    """A function without don't-cares of any number of inputs."""
    n = cube.ndim
    halves = [np.moveaxis(cube, i, 0) for i in range(n)]
    rises = np.array([bool((high & ~low).any()) for low, high in halves])
    falls = np.array([bool((low & ~high).any()) for low, high in halves])
    if (rises & falls).any():
        return None
    kept = np.flatnonzero(rises | falls)
    positive = cube[tuple(slice(None) if i in kept else 0 for i in range(n))]
    positive = np.flip(positive, tuple(np.flatnonzero(falls[kept])))
    chow = np.array([_count(np.moveaxis(positive, i, 0)[1]) for i in range(len(kept))])
    order = np.argsort(-chow, kind="stable")
    found = _ordered(np.ascontiguousarray(positive.transpose(order)))
    if found is None:
        return None
    weights = np.zeros(n, dtype=np.int64)
    weights[kept[order]] = found.weights
    return _renegated(weights, found, falls)


def _ordered(cube: Cube) -> Separation | None:
    """A positive function whose inputs all matter, by falling Chow parameters.

    With w_i = d_i + ... + d_n, d >= 0, the sum w.x is d.s with s_i = x_1 + ... + x_i, and only
    the true rows count from which no 1 can be taken away or moved to a later place, and the
    false rows to which none can be added and in which none can move to an earlier place.
    """
    n = cube.ndim
    if n <= TABLED:
        return _tabled(pack(cube.ravel()), n)
    lowest, highest = cube.copy(), ~cube
    low, high = np.moveaxis(cube, n - 1, 0)
    np.moveaxis(lowest, n - 1, 0)[1] &= ~low
    np.moveaxis(highest, n - 1, 0)[0] &= high
    for i in range(n - 1):
        pairs = np.moveaxis(cube, (i, i + 1), (0, 1))
        early, late = pairs[1, 0], pairs[0, 1]
        if (late & ~early).any():
            return None
        np.moveaxis(lowest, (i, i + 1), (0, 1))[1, 0] &= ~late
        np.moveaxis(highest, (i, i + 1), (0, 1))[0, 1] &= early
    found = separate(
        np.cumsum(np.argwhere(lowest), axis=1),
        np.cumsum(np.argwhere(highest), axis=1),
        free=np.zeros(n, dtype=bool),
        cost=np.arange(1.0, n + 1),
        proven=True,
    )
    if found is None:
        return None
    weights = np.cumsum(np.array(found.weights)[::-1])[::-1]
    return Separation(tuple(weights.tolist()), found.threshold, found.minimal)


def _partial(ones: Cube, zeros: Cube) -> Separation | None:
    """A function with don't-cares, from the rows where it is 1 and where it is 0.

    A true row beside a false one fixes the sign of a weight; a fixed sign makes the rows above a
    true row true and those below a false row false, which may fix further signs.
    """
    n = ones.ndim
    up, down = ones.copy(), zeros.copy()
    negated, fixed = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    while True:
        before = fixed.copy()
        for i in np.flatnonzero(~fixed).tolist():
            (up0, up1), (down0, down1) = np.moveaxis(up, i, 0), np.moveaxis(down, i, 0)
            rises, falls = bool((up1 & down0).any()), bool((up0 & down1).any())
            if rises and falls:
                return None
            if falls:
                up, down, negated[i] = np.flip(up, i), np.flip(down, i), True
            fixed[i] = rises or falls
        if (fixed == before).all():
            break
        for i in np.flatnonzero(fixed).tolist():
            up_pair, down_pair = np.moveaxis(up, i, 0), np.moveaxis(down, i, 0)
            up_pair[1] |= up_pair[0]
            down_pair[0] |= down_pair[1]
        if (up & down).any():
            return None
    on, off = up.copy(), down.copy()
    for i in np.flatnonzero(fixed).tolist():
        np.moveaxis(on, i, 0)[1] &= ~np.moveaxis(up, i, 0)[0]
        np.moveaxis(off, i, 0)[0] &= ~np.moveaxis(down, i, 0)[1]
    found = separate(np.argwhere(on), np.argwhere(off), free=~fixed, proven=True)
    return None if found is None else _renegated(np.array(found.weights), found, negated)


def _renegated(weights: Points, found: Separation, negated: Cube) -> Separation:
    """The separation in terms of the inputs themselves, some of which were negated for it."""
    threshold = found.threshold - int(weights[negated].sum())
    turned = np.where(negated, -weights, weights)
    return Separation(tuple(turned.tolist()), threshold, found.minimal)


def _count(part: Cube) -> int:
    return int(np.count_nonzero(part))
