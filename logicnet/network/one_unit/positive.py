"""A point at which linear functions are all positive, exactly: the simplex method in fractions.

For z = 0 and t small enough all functions exceed t there. t is made larger by moving z, until it
is positive or can grow no more. Each function less t is a variable that must not be negative (a
slack); the coordinates z may take any value. A dictionary expresses some of these variables, and
t, by the others, which are 0. One of the latter that makes t larger enters, as far as no slack
becomes negative; the slack that stops it leaves. A coordinate that has entered never leaves, and
of slacks the first that may enter or leave does (Bland), so that this comes to an end.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

Row = list[Fraction]  # a constant, then a rate for each variable


def positive_point(functions: Sequence[Row], free: int) -> Row | None:
    """Numbers z with ``f[0] + f[1] z[0] + ... > 0`` for each function f; None if there are none.

    >>> zero, one = Fraction(0), Fraction(1)
    >>> positive_point([[zero, one], [one, -one]], 1)           # z > 0 and 1 - z > 0
    [Fraction(1, 2)]
    >>> positive_point([[zero, one], [zero, -one]], 1) is None
    True
    """
    least = min(functions, key=lambda f: f[0])
    outer = list(range(-free, 1))  # the variables that are 0: coordinates, then one slack
    top = [*map(Fraction, least), Fraction(-1)]
    rows = {k + 1: [a - b for a, b in zip((*f, Fraction(0)), top, strict=True)]
            for k, f in enumerate(functions) if f is not least}  # fmt: skip
    while top[0] <= 0:
        place = next((k for k in sorted(range(len(outer)), key=outer.__getitem__)
                      if (top[k + 1] if outer[k] < 0 else max(top[k + 1], 0))), None)  # fmt: skip
        if place is None:
            return None
        column = place + 1
        way = 1 if top[column] > 0 else -1
        limits = [(-row[0] / (way * row[column]), name) for name, row in rows.items()
                  if name >= 0 and way * row[column] < 0]  # fmt: skip
        if not limits:
            step = way * (1 - top[0]) / abs(top[column])
            values = {name: row[0] + step * row[column] for name, row in rows.items()}
            values[outer[place]] = step
            return [values.get(name, Fraction(0)) for name in range(-free, 0)]
        leaving = min(limits)[1]
        top = _exchange(rows, top, outer[place], leaving, column)
        outer[place] = leaving
    return [rows[name][0] if name in rows else Fraction(0) for name in range(-free, 0)]


def _exchange(rows: dict[int, Row], top: Row, enters: int, leaves: int, column: int) -> Row:
    """Express by the leaving variable what was expressed by the entering one; the new top row."""
    row = rows.pop(leaves)
    rate = row[column]
    own = [-v / rate for v in row]
    own[column] = 1 / rate
    for name, other in rows.items():
        rows[name] = _replaced(other, own, column)
    rows[enters] = own
    return _replaced(top, own, column)


def _replaced(row: Row, own: Row, column: int) -> Row:
    factor = row[column]
    if not factor:
        return row
    new = [a + factor * b for a, b in zip(row, own, strict=True)]
    new[column] = factor * own[column]
    return new
