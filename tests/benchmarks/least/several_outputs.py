"""Functions of several outputs that are not in any collection: arithmetic, codes, chance."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import atan2, gcd, isqrt, log2, pi, sin

import numpy as np

from logicnet.logic.tables.truthtable import TruthTable

Value = Callable[[int], int | None]  # of a number of inputs; None where it is free


def _pair(bits: int, value: Callable[[int, int], int | None]) -> Value:
    """Of two numbers, the second of so many bits."""
    return lambda v: value(v >> bits, v & (1 << bits) - 1)


def _three(value: Callable[[int, int, int], int | None]) -> Value:
    """Of three numbers of three bits."""
    return lambda v: value(v >> 6, v >> 3 & 7, v & 7)


def _sorted_pairs(v: int) -> int:
    low, *others = sorted(v >> 2 * k & 3 for k in range(4))
    return sum(each << 2 * k for k, each in enumerate([low, *others]))


def _small_float(v: int) -> int:
    """Four digits after the first one that is 1, and where that is."""
    place = max(v.bit_length() - 1, 0)
    return place << 4 | (v << 8 - place & 255) >> 4


def _inverse(v: int) -> int:
    """In the field of 64 elements, by x^6 + x + 1."""
    result = 1
    for _ in range(62):
        product = 0
        for k in range(6):
            product ^= (result << k) * (v >> k & 1)
        for k in range(10, 5, -1):
            product ^= (67 << k - 6) * (product >> k & 1)
        result = product
    return result


def _weekday(month: int, day: int) -> int | None:
    lengths = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    if not 1 <= month <= 12 or not 1 <= day <= lengths[month - 1]:
        return None
    return (sum(lengths[: month - 1]) + day) % 7


def _rotated(v: int, by: int) -> int:
    by %= 5
    return (v << by | v >> 5 - by) & 31


# name: inputs, outputs, value
WORDS: dict[str, tuple[int, int, Value]] = {
    "quotient of 4 bits by 4": (8, 4, _pair(4, lambda a, b: a // (b + 1))),
    "high digits of 5 bits by 3": (8, 5, _pair(3, lambda a, b: a * b >> 3)),
    "8 log2 of 7 bits": (7, 6, lambda v: round(8 * log2(v + 1))),
    "divisor of 4 bits and 4": (8, 4, _pair(4, gcd)),
    "angle of 4 bits and 4": (8, 5, _pair(4, lambda a, b: round(31 * atan2(a, b) * 2 / pi))),
    "geometric mean": (8, 4, _pair(4, lambda a, b: isqrt(a * b))),
    "harmonic mean": (8, 4, _pair(4, lambda a, b: 2 * a * b // max(a + b, 1))),
    "median of three": (9, 3, _three(lambda a, b, c: sorted((a, b, c))[1])),
    "larger of two": (8, 4, _pair(4, max)),
    "difference of two": (8, 4, _pair(4, lambda a, b: abs(a - b))),
    "sum of three up to 15": (9, 4, _three(lambda a, b, c: min(a + b + c, 15))),
    "remainder by 11": (8, 4, lambda v: v % 11),
    "remainder by 13": (9, 4, lambda v: v % 13),
    "decimal digits": (7, 9, lambda v: v // 100 << 8 | v // 10 % 10 << 4 | v % 10),
    "first true input": (8, 4, lambda v: v.bit_length()),
    "rotated word": (8, 5, _pair(3, _rotated)),
    "high digits of a square": (8, 6, lambda v: v * v >> 10),
    "last digits of a cube": (6, 6, lambda v: v**3 & 63),
    "inverse in a field": (6, 6, _inverse),
    "sine of 7 bits": (7, 5, lambda v: round(31 * sin(pi / 2 * v / 127))),
    "four numbers sorted": (8, 8, _sorted_pairs),
    "small float": (8, 7, _small_float),
    "day of the week": (9, 3, _pair(5, _weekday)),
    "largest less least of three": (9, 3, _three(lambda a, b, c: max(a, b, c) - min(a, b, c))),
}
CHANCE = (("terms", 7, 8, 10), ("terms", 8, 6, 16), ("terms", 9, 5, 20),
          ("values", 6, 5, 0), ("values", 7, 3, 0), ("values", 8, 3, 0))  # fmt: skip


def words(seed: int) -> Iterator[tuple[str, TruthTable]]:
    """All of them, with inputs in another order and turned around by chance, which changes no size.

    Those of chance are others for each seed.
    """
    for name, (n, outputs, value) in WORDS.items():
        values = [value(v) for v in range(1 << n)]
        free = np.array([each is None for each in values])
        digits = np.array([each or 0 for each in values])[:, None] >> np.arange(outputs) & 1
        rng = np.random.default_rng([seed, n, outputs])
        rows = np.arange(1 << n)[:, None] >> rng.permutation(n) & 1
        rows = ((rows ^ rng.integers(0, 2, n)) << np.arange(n)).sum(axis=1)
        yield name, _table(digits[rows], free[rows])
    for kind, n, outputs, terms in CHANCE:
        rng = np.random.default_rng([seed, n, outputs])
        digits = rng.integers(0, 2, (1 << n, outputs))
        if kind == "terms":
            inputs = np.arange(1 << n)[:, None] >> np.arange(n) & 1
            asked = rng.choice(3, (terms, n), p=(0.3, 0.3, 0.4))  # 2: any value
            met = ((asked == inputs[:, None]) | (asked == 2)).all(axis=2)
            digits = (met @ (rng.random((terms, outputs)) < 0.3) > 0).astype(int)
        yield f"{kind} by chance, {n} inputs", _table(digits, np.zeros(1 << n, dtype=bool))


def _table(digits: np.ndarray, free: np.ndarray) -> TruthTable:
    return TruthTable.from_values(np.where(free[:, None], -1, digits))
