"""In which order outputs are the digits of a number that is a polynomial of degree two.

Three disjoint sets A, B, C of inputs, each turned or not beside fixed others, give eight rows. A
number of degree two has no term that all three are in: the numbers of the rows with an even count
of turned sets add up to as much as the others. Modulo 2**(k + 1) that says which parity of its
eight values digit k has, once the digits below are known. So outputs are looked up by theirs,
whatever they are called and wherever they are listed; that each may be the complement of its digit
makes two ways to go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.bits import pack_rows, unpack
from logicnet.logic.function import Function

Bits = NDArray[np.bool_]
Rows = Callable[[Bits], Bits]  # outputs by rows, of rows by inputs
Digit = tuple[int, bool]  # the output, and whether it is the complement of the digit

_TRIPLES = 96
_STEPS = 40  # that are tried for each output
_SIGNS = np.array([1, -1, -1, 1, -1, 1, 1, -1], dtype=object)


def values_of(function: Function, rows: Bits) -> Bits | None:
    """The outputs (outputs by rows) at rows of inputs; None where one is left open."""
    on, dc = function.rows(pack_rows(rows))
    return None if unpack(dc, len(rows)).any() else unpack(on, len(rows)).astype(bool)


def cubes(inputs: int) -> Bits:
    """Eight rows for each of some random triples of sets of inputs."""
    rng = np.random.default_rng(0)
    kinds = rng.integers(0, 5, (_TRIPLES, inputs))  # in A, B, C or none of them
    base = rng.integers(0, 2, (_TRIPLES, inputs)).astype(bool)
    rows = np.empty((_TRIPLES, 8, inputs), dtype=bool)
    for turned in range(8):
        own = np.isin(kinds, [k for k in range(3) if turned >> k & 1])
        rows[:, turned] = base ^ own
    return rows.reshape(8 * _TRIPLES, inputs)


def order_of(values: Bits) -> list[Digit] | None:
    """The outputs as digits, lowest first, from their values at `cubes`; None where there is none.

    Outputs that come next in the list, or before, are tried first.
    """
    count = len(values)
    signed = values.reshape(count, _TRIPLES, 8).astype(np.int64) @ _SIGNS.astype(np.int64)
    alike: dict[bytes, list[int]] = {}
    for output, own in enumerate(signed):
        alike.setdefault((own & 1).astype(np.uint8).tobytes(), []).append(output)
    search = _Search(signed.astype(object), alike)
    return search.found() if len(alike) > 1 or count <= 2 or not signed.any() else None


class _Search:
    """Digits found one by one, with the way back where none fits."""

    def __init__(self, signed: NDArray[np.object_], alike: dict[bytes, list[int]]) -> None:
        self.signed, self.alike = signed, alike
        self.left = _STEPS * len(signed)

    def found(self) -> list[Digit] | None:
        """All outputs in order, or None."""
        count = len(self.signed)
        digits: list[Digit] = []
        sums = [np.zeros(self.signed.shape[1], dtype=object)]
        ways = [self._next(digits, sums[-1])]
        while len(digits) < count:
            digit = next(ways[-1], None)
            self.left -= 1
            if self.left < 0:
                return None
            if digit is None:
                ways.pop()
                if not ways:
                    return None
                sums.pop()
                digits.pop()
                continue
            output, turned = digit
            digits.append(digit)
            factor = (-1 if turned else 1) << len(digits) - 1
            sums.append(sums[-1] + factor * self.signed[output])
            ways.append(self._next(digits, sums[-1]))
        return digits

    def _next(self, digits: Sequence[Digit], total: NDArray[np.object_]) -> Iterator[Digit]:
        """The outputs that can be the next digit, and their complements."""
        place, used = len(digits), {output for output, _ in digits}
        wanted = np.array([(x >> place) & 1 for x in total], dtype=np.uint8).tobytes()
        near = digits[-1][0] if digits else 0
        step = digits[-1][0] - digits[-2][0] if len(digits) > 1 else 1
        fitting = [x for x in self.alike.get(wanted, ()) if x not in used]
        if digits:
            fitting.sort(key=lambda x: abs(x - near - step))
        else:  # the lowest digit of a product is a product, which the next one is not
            fitting.sort(key=lambda x: (self.signed[x].any(), min(x, len(self.signed) - x)))
        same = digits[-1][1] if digits else False
        for turned in (same, not same):
            yield from ((output, turned) for output in fitting)
