"""A function stated on whole numbers: what its inputs spell goes in, what its outputs spell comes.

The digits of a number `a` of n bits are the inputs ``a[0]`` ... ``a[n-1]``, ``a[i]`` of weight
2**i; a number of one bit is the input `a`. Outputs are named alike. So ``a + b`` states an adder in
the words in which people do, and shares nothing with what adds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import LimitError, SpecificationError
from logicnet.ground.bits import WORD, Words, check_size, columns, pack, unpack, used, words
from logicnet.ground.checks import packed
from logicnet.ground.digits import is_whole
from logicnet.ground.names import unique_names

from .circuits.circuit import Circuit
from .tables.cover import Cover
from .tables.truthtable import TruthTable

_BLOCK = 1 << 13  # words of rows at a time
MOST_BITS = 62  # of a number, and of what a sum may add up to


@dataclass(frozen=True)
class Numbers:
    """The function that reads numbers of so many bits and gives others, by what `of` makes of them.

    `of` takes an array for each number that is read, in order, and gives one for each of the
    outputs, as a tuple where there are several; a negative number leaves all of its digits open.
    With `weights`, one for each number that is read, it takes a single array instead: the sum of
    the numbers times their weights, which is then all that the function depends on.

    >>> add = Numbers({"a": 2, "b": 2}, {"s": 3}, lambda a, b: a + b)
    >>> add.inputs, add.table().to_string("s[2]")
    (('a[0]', 'a[1]', 'b[0]', 'b[1]'), '0000010100010111')
    >>> same = Numbers({"a": 2, "b": 2}, {"s": 3}, lambda s: s, weights={"a": 1, "b": 1})
    >>> same.table() == add.table()
    True
    """

    reads: Mapping[str, int]
    gives: Mapping[str, int]
    of: Callable[..., Any]
    weights: Mapping[str, int] | None = None

    def __post_init__(self) -> None:
        for what in ("reads", "gives"):
            given = dict(getattr(self, what))
            object.__setattr__(self, what, given)
            for name, bits in given.items():
                if not (is_whole(bits) and 1 <= bits <= MOST_BITS):
                    raise SpecificationError(f"{name!r} has 1 to {MOST_BITS} bits, not {bits!r}")
        unique_names(self.inputs, "input"), unique_names(self.outputs, "output")
        if not self.gives:
            raise SpecificationError("a function gives at least one number")
        if self.weights is not None:
            self._check_weights(dict(self.weights))

    def _check_weights(self, weights: dict[str, int]) -> None:
        object.__setattr__(self, "weights", weights)
        if weights.keys() != self.reads.keys() or not all(map(is_whole, weights.values())):
            raise SpecificationError(
                f"weights are whole numbers, one for each of {', '.join(self.reads)}"
            )
        if sum(abs(w) << self.reads[name] for name, w in weights.items()) >= 1 << MOST_BITS:
            raise LimitError(f"the weighted sum leaves {MOST_BITS} bits")

    @property
    def inputs(self) -> tuple[str, ...]:
        """The digits that are read, number by number, those of weight 1 first."""
        return _digits(self.reads)

    @property
    def outputs(self) -> tuple[str, ...]:
        """The digits that are given."""
        return _digits(self.gives)

    def rows(self, at: Words) -> tuple[Words, Words]:
        """`on` and `dc` of each output at packed rows."""
        bits = unpack(packed(at, len(self.inputs)), WORD * at.shape[1])
        read = _numbers(bits, self.reads)
        if self.weights is not None:
            terms = [w * read[name] for name, w in self.weights.items()]
            read = {"sum": sum(terms, np.zeros(bits.shape[1], dtype=np.int64))}
        return self._packed(self.of(*read.values()), bits.shape[1])

    def _packed(self, found: Any, count: int) -> tuple[Words, Words]:
        """What `of` gave, digit by digit."""
        given = found if isinstance(found, tuple) else (found,)
        if len(given) != len(self.gives):
            raise SpecificationError(f"{len(given)} numbers for {', '.join(self.gives)}")
        on, dc = [], []
        for (name, bits), number in zip(self.gives.items(), given, strict=True):
            values = np.broadcast_to(np.asarray(number).astype(np.int64), count)
            if (values >> bits > 0).any():
                raise SpecificationError(f"{int(values.max())} has more than {bits} bits ({name})")
            for place in range(bits):
                on.append((values >= 0) & (values >> place & 1 == 1))
                dc.append(values < 0)
        return pack(np.array(on)), pack(np.array(dc))

    def table(self) -> TruthTable:
        """All rows."""
        n = len(self.inputs)
        check_size(n)
        starts = range(0, words(n), _BLOCK)
        parts = [self.rows(columns(n, start, min(start + _BLOCK, words(n)))) for start in starts]
        on, dc = (np.concatenate(rows, axis=1) & used(n) for rows in zip(*parts, strict=True))
        return TruthTable(inputs=self.inputs, outputs=self.outputs, on=on, dc=dc)

    def cover(self) -> Cover:
        """A product term for each row."""
        found: Cover = self.table().cover()
        return found

    def circuit(self) -> Circuit:
        """The rows as gates."""
        found: Circuit = self.table().circuit()
        return found

    def weight_of(self) -> dict[str, int] | None:
        """For each input its weight in the sum that is all the function depends on, if it is."""
        if self.weights is None:
            return None
        each = [(w, bits) for bits, w in zip(self.reads.values(), self.weights.values(),
                                             strict=True)]  # fmt: skip
        return dict(zip(self.inputs, [w << i for w, bits in each for i in range(bits)],
                        strict=True))  # fmt: skip

    def __repr__(self) -> str:
        return f"<Numbers {_listed(self.reads)} -> {_listed(self.gives)}>"


def _digits(numbers: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(
        digit
        for name, bits in numbers.items()
        for digit in ([name] if bits == 1 else [f"{name}[{i}]" for i in range(bits)])
    )


def _numbers(bits: NDArray[np.bool_], read: Mapping[str, int]) -> dict[str, NDArray[np.int64]]:
    """The numbers that rows of digits spell."""
    found, start = {}, 0
    for name, count in read.items():
        number = np.zeros(bits.shape[1], dtype=np.int64)
        for place in range(count):
            number |= bits[start + place].astype(np.int64) << place
        found[name], start = number, start + count
    return found


def _listed(numbers: Mapping[str, int]) -> str:
    return " ".join(name if bits == 1 else f"{name}[{bits}]" for name, bits in numbers.items())
