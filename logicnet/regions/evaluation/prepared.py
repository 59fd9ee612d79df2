"""What is kept of a network between calls: its parts, flat arrays, and an index that has paid.

Rows are answered without an index until as much has been spent on that as one costs; from then on
there is one. So no sequence of calls costs more than about twice the best choice for it. Where
lines are many, a coarse index comes first, which `compile` makes if its loops are compiled.
"""

from __future__ import annotations

import sys
import weakref
from collections import OrderedDict
from collections.abc import Callable
from functools import cached_property
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.network.engines.light import LIGHT
from logicnet.network.network import Network

from .convex import Convex, ball, box, conjunction, convex, leaving_out
from .index import Index, box_of, coarse, for_few, index_over, levels, within
from .parts import EPSILON, TINY, Parts, split

_MOST_KEPT = 16  # networks
_SOME = 4096  # rows whose box an index is laid over
_ROWS_OF_INDEX = 100_000  # for which a later index is made at least
_LIGHT = 2048  # rows up to which those that floats leave open do not matter: all are asked again
_LINES_APART, _ROWS_APART = 24, 64  # of an AND, from which rows that are out are dropped early
_MANY_LINES, _MOST_COARSE = 48, 50_000  # of a coarse index; that `compile` makes
_FEW = 100  # rows of a convex polygon up to which an index would not be faster
_FEW_LINES = 800  # times rows: sums that take as long as a call that uses an index or a chain

# What things cost, in microseconds as measured (2026): they choose between ways to one answer.
_LINE, _ROW, _CHAINED = 0.00045, 0.005, 0.02  # a line at a row, a row; a row of a convex polygon
_INDEX = 300.0, 8.0, 0.03  # an index: of 1, of lines, of their square
_COARSE, _OF_COARSE = 3.0, (0.05, 0.004)  # by line; a row, and a line at its place
_BY_ARRAYS = 0.03  # a line at a row where nothing is compiled
_LOOP, _INDEX_LOOPS = 5e5, 5e6  # to compile a loop over rows, and those that make an index


class Prepared:
    """A network with what its evaluation has found out about it."""

    def __init__(self, network: Network) -> None:
        self.key = id(network)
        self.parts = parts = split(network)
        self.width, self.ends = len(network.inputs), len(network.outputs)
        self.lines = 0 if parts is None else len(parts.offsets)
        self.centre = np.zeros(self.width) if parts is None else parts.centre
        self.index: Index | None = None
        self.has_coarse = False
        self.of_few: tuple[Any, ...] | None = None  # of the index, for its loop over few rows
        self.spent = 0.0  # microseconds, on rows answered without it since it was made
        self.seen = np.zeros((0, self.width))  # some of these rows
        self.by_arrays = 0.0  # microseconds, on rows that waited for no compilation
        self.noted: list[list[float]] = []  # and of those of small calls

    @property
    def usable(self) -> Parts | None:
        """The parts, where floats with a bound tell most sides of half-spaces."""
        parts = self.parts
        return None if parts is None or parts.direct or parts.stored is not None else parts

    @cached_property
    def flat(self) -> tuple[NDArray[np.float64], NDArray[np.int64]] | None:
        """The arrays of `direct_kernel.direct`; None where its sums could leave 32 bits."""
        parts = self.usable
        if parts is None or not len(parts.offsets) or not parts.tail.outputs:
            return None
        tail, unit = parts.tail, (parts.normals.shape[1] + 3) * 2 * EPSILON
        sizes = np.zeros(tail.units)
        np.add.at(sizes, tail.unit_of, np.abs(tail.weights))
        if (sizes + np.abs(tail.thresholds)).max(initial=0) >= 2**31:
            return None
        with np.errstate(all="ignore"):
            reach = unit * np.abs(parts.normals).sum(axis=1)
            floor = unit * np.abs(parts.offsets) + TINY
        real = [parts.centre, parts.offsets, reach, floor, parts.normals.T.ravel()]
        counts = [len(parts.offsets), tail.units, len(tail.output_units)]
        whole: list[Any] = [
            counts, tail.indptr, tail.indices, tail.weights, tail.thresholds,
            len(parts.offsets) + tail.output_units,
        ]  # fmt: skip
        return np.concatenate(real), np.concatenate(whole).astype(np.int64)

    @cached_property
    def convex(self) -> Convex | None:
        """The chains of a convex polygon, if the network states one."""
        return None if self.usable is None else convex(self.usable)

    @cached_property
    def box(self) -> tuple[NDArray[np.float64], int] | None:
        """The least and the largest coordinates of a box, and the output there."""
        return None if self.usable is None else box(self.usable)

    @cached_property
    def every(self) -> tuple[NDArray[np.float64], int] | None:
        """The half-spaces that all hold in a set, as in `flat`, and the output there."""
        parts, flat = self.usable, self.flat
        found = None if parts is None else conjunction(parts)
        if found is None or flat is None or self.lines < _LINES_APART:
            return None
        signs, inside = found
        real = flat[0].copy()
        start, rest, lines = self.width, self.width + 3 * self.lines, self.lines
        real[start : start + lines] *= signs
        real[rest:] = (real[rest:].reshape(-1, lines) * signs).ravel()
        normals, offsets = real[rest:].reshape(-1, lines).T, real[start : start + lines]
        middle, radius = ball(normals, offsets)
        first = leaving_out(normals, offsets, middle)
        real[start:] = real[start:].reshape(-1, lines)[:, first].ravel()
        return np.concatenate([real, middle, [radius * radius]]), inside

    @cached_property
    def costs(self) -> tuple[float, float]:
        """What a row costs without an index, and what an index costs."""
        parts = self.parts
        if parts is None:
            raise ValueError("a network that mixes coordinates and units has no index")
        lines, wires = len(parts.offsets), len(parts.tail.indices)
        row = _ROW * (1 + self.ends) / 2 + _LINE * (lines + wires / 8)
        one, of_line, of_pair = _INDEX
        return (
            row if self.convex is None and self.box is None else min(row, _CHAINED),
            one + lines * (of_line + lines * of_pair / self.ends),
        )

    def make_coarse(self) -> None:
        """An index of few cells, where there are many lines and none at all yet."""
        parts = self.usable
        if parts is None or not self._may_be_coarse or self.index_waits():
            return
        self.has_coarse = True
        if self.index is None:
            self._keep(coarse(parts))

    def _keep(self, index: Index | None) -> None:
        """Use an index from now on, for few rows as well."""
        self.index = index
        self.of_few = None if index is None else for_few(index, self.centre)
        held = LIGHT.get(self.key)
        if held is not None and f"{__package__}.direct_kernel" in sys.modules:
            LIGHT[self.key] = held[0], self.answering()

    @property
    def _may_be_coarse(self) -> bool:
        return self.width == 2 and self.lines >= _MANY_LINES and self.convex is None

    @property
    def _row(self) -> float:
        """What a row costs now."""
        if self.index is None or not self.index.is_coarse:
            return self.costs[0]
        one, of_line = _OF_COARSE
        return min(self.costs[0], one + of_line * self.index.lines_asked)

    @property
    def _serves(self) -> bool:
        """Whether many rows are answered sooner by the index than by all lines."""
        index = self.index
        return index is not None and (not index.is_coarse or self._row < self.costs[0])

    def _pays(self) -> bool:
        """Whether as much was spent as the next index costs."""
        first = self._may_be_coarse and not self.has_coarse
        next_one = min(self.costs[1], _COARSE * self.lines) if first else self.costs[1]
        return self.spent >= next_one and not self.index_waits()

    def index_for(self, rows: NDArray[np.float64], count: int | None = None) -> Index | None:
        """An index of the plane for these rows, if there is one or it pays to make one.

        `count` is the number of rows, where the given ones only are the corners of their box.
        """
        parts = self.usable
        if parts is None or rows.shape[1] > 2 or not len(rows) or self.box is not None:
            return None
        count = len(rows) if count is None else count
        known = self.index
        if known is not None and not known.is_coarse:
            fine = count < _ROWS_OF_INDEX or levels(count) <= known.level
            if fine and within(known, rows):
                return known
        self.spent += count * self._row
        self.seen = np.concatenate([self.seen, rows[:: max(1, len(rows) // _SOME)]])[-_SOME:]
        if self._pays():
            if self.spent < self.costs[1]:
                self.make_coarse()
            else:
                seen = np.concatenate([self.seen, np.array(self.noted).reshape(-1, self.width)])
                self._keep(index_over(parts, *box_of(seen), levels(count)))
                self.spent, self.seen, self.noted = 0.0, self.seen[:0], []
                return self.index
        known = self.index
        if known is None or not known.is_coarse or not self._serves or not within(known, rows):
            return None
        return known

    def in_floats(self, rows: NDArray[np.float64], answer: NDArray[np.int64]) -> int:
        """Fill `answer` without an index; rows that floats leave open start with -1; count them."""
        if self.flat is None:
            answer[:, 0] = -1
            return len(rows)
        if self.box is not None:
            return self._in_box(rows, answer, *self.box)
        chains = self.convex
        if chains is not None and len(rows) * self.lines > _FEW_LINES:
            from .convex_kernel import within

            if not self._waits(within, len(rows)):
                return int(within(rows, *chains, answer))
        elif self.every is not None and len(rows) > _ROWS_APART:
            from .direct_kernel import conjunction

            if not self._waits(conjunction, len(rows)):
                real, inside = self.every
                return int(conjunction(rows, real, self.lines, inside, answer))
        from .direct_kernel import direct

        if not self._waits(direct, len(rows)):
            return int(direct(rows, *self.flat, answer))
        answer[:, 0] = -1
        return len(rows)

    def _in_box(
        self, rows: NDArray[np.float64], answer: NDArray[np.int64],
        bounds: NDArray[np.float64], inside: int,
    ) -> int:  # fmt: skip
        """`in_floats` for a box, where all finite rows are decided by comparisons."""
        from .direct_kernel import in_box

        if not self._waits(in_box, len(rows)):
            return int(in_box(rows, bounds, inside, answer))
        held = ((rows >= bounds[0]) & (rows <= bounds[1])).all(axis=1)
        bad = ~np.isfinite(rows).all(axis=1)
        answer[:, 0] = np.where(bad, -1, np.where(held, inside, 1 - inside))
        return int(bad.sum())

    def _waits(self, loop: Any, rows: int) -> bool:
        """Whether a loop is not compiled yet, and so little was done by arrays that these do."""
        from logicnet.ground.kernels import is_compiled

        if is_compiled(loop):
            return False
        self.by_arrays += rows * self.lines * _BY_ARRAYS
        return self.by_arrays < _LOOP

    def index_waits(self) -> bool:
        """The same of the loops that make an index, which take longer to compile."""
        from logicnet.ground.kernels import is_compiled

        from .index_kernel import build

        return self.spent < _INDEX_LOOPS and not is_compiled(build)

    def light(self, x: Any) -> NDArray[np.int64] | None:
        """The outputs at rows of floats, where that is a matter of microseconds; else None."""
        held, found = LIGHT.get(self.key), self.answering()
        if found == self.light:  # no loop to call yet
            return None
        if held is not None:
            LIGHT[self.key] = held[0], found  # without what is done once
        return found(x)

    def answering(self) -> Callable[[Any], NDArray[np.int64] | None]:
        """What `light` does, with all that it asks for at hand."""
        from logicnet.ground.kernels import is_compiled

        from .convex_kernel import within
        from .direct_kernel import direct, in_box
        from .index_kernel import evaluate_few

        if self.flat is None:
            return lambda x: None
        if not is_compiled(direct):
            return self.light

        (real, whole), width, ends, lines = self.flat, self.width, self.ends, self.lines
        array, floats, bits, empty = np.ndarray, np.dtype(np.float64), np.int64, np.empty
        few, many, most, chains = self._few, _FEW_LINES // lines, _FEW, self.convex
        loop: Any = None
        known: tuple[Any, ...] = ()
        if self.box is not None and is_compiled(in_box):
            many, loop, known = 0, in_box, self.box
        elif chains is not None:
            many, loop, known = many // 4, within, chains
        elif self.of_few is not None and is_compiled(evaluate_few):
            many, loop, known = 0, evaluate_few, self.of_few

        def found(x: Any) -> NDArray[np.int64] | None:
            if type(x) is not array or x.dtype is not floats or not x.flags.carray:
                return None
            rows = x if x.ndim == 2 else x[None]
            if rows.ndim != 2 or rows.shape[1] != width:
                return None
            count = len(rows)
            answer = empty((count, ends), bits)
            if count <= many:
                left = direct(rows, real, whole, answer)
            elif loop is not None and count <= most:
                left = loop(rows, *known, answer) and few(rows, answer)
            else:
                left = few(rows, answer)
            return None if left else (answer if rows is x else answer[0])

        return found

    def _few(self, rows: NDArray[np.float64], answer: NDArray[np.int64]) -> int:
        """Fill `answer`; how many rows are left to the usual way, which may make an index."""
        if len(rows) > _LIGHT:
            return len(rows)
        index = self.index
        if index is None or index.is_coarse:
            self.spent += len(rows) * self._row
            if len(self.noted) < _SOME:
                self.noted.append(rows[len(rows) // 2].tolist())
            if self._pays():
                return len(rows)
        if self.of_few is not None and (len(rows) <= _FEW or self._serves):
            from .index_kernel import evaluate_few

            if not evaluate_few(rows, *self.of_few, answer):
                return 0
        return self.in_floats(rows, answer)


_KEPT: OrderedDict[int, tuple[weakref.ref[Network], Prepared]] = OrderedDict()
_LOCK = Lock()


def prepared(network: Network) -> Prepared:
    """What is kept of a network, found by the object itself: equal ones may be kept twice."""
    known = _KEPT.get(id(network))
    if known is not None and known[0]() is network:
        return known[1]
    found, at = Prepared(network), weakref.ref(network)
    with _LOCK:
        _KEPT[id(network)] = at, found
        LIGHT.pop(id(network), None)
        if found.flat is not None and not network.booleans:  # whose values are looked at first
            LIGHT[id(network)] = at, found.light
        while len(_KEPT) > _MOST_KEPT:
            LIGHT.pop(_KEPT.popitem(last=False)[0], None)
    return found


def prepare(network: Network) -> None:
    """Find out now what the first call needs; little code is loaded for that, and none compiled."""
    if network.booleans:
        return
    known = prepared(network)
    _ = known.convex, known.box
    if _MANY_LINES <= known.lines <= _MOST_COARSE and f"{__package__}.index_kernel" in sys.modules:
        known.make_coarse()
    held = LIGHT.get(known.key)
    if held is not None and f"{__package__}.direct_kernel" in sys.modules:
        LIGHT[known.key] = held[0], known.answering()
