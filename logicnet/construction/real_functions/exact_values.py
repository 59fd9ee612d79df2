"""The exact value of a formula at a float, where all of its operations have one.

Interval arithmetic cannot tell on which side of a jump a sum lies that rounds to the place of it:
``5*x`` just below 0.8 is less than 4, and the nearest float is 4. Fractions can.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor
from typing import Any

from .real_formulas import RealFormula

_MOST_POWER = 64

_EXACT: dict[str, Callable[..., Any]] = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b,
    "/": lambda a, b: a / b, "negative": lambda a: -a, "abs": abs, "min": min, "max": max,
    "floor": lambda a: Fraction(floor(a)), "ceil": lambda a: Fraction(ceil(a)),
    "sign": lambda a: Fraction((a > 0) - (a < 0)),
}  # fmt: skip


def exact_value(formula: RealFormula, place: float) -> Fraction | None:
    """The value at a place of the only variable; None where it is not rational or not defined.

    >>> from .real_formulas import real_formula
    >>> exact_value(real_formula("floor(5*x) + x"), 0.5)
    Fraction(5, 2)
    """
    values: list[Fraction] = []
    for step in formula.steps:
        read = [values[k] for k in step.reads]
        if step.name == "variable":
            values.append(Fraction(place))
        elif step.name == "number" and step.value[0] == step.value[1]:
            values.append(Fraction(step.value[0]))
        elif step.name == "power" and abs(step.value) <= _MOST_POWER and read[0]:
            values.append(read[0] ** step.value)
        elif step.name in _EXACT and not (step.name == "/" and not read[1]):
            values.append(_EXACT[step.name](*read))
        else:
            return None
    return values[-1]
