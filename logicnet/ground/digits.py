"""What the values that people write mean as digits: 0, 1, or a don't-care."""

from __future__ import annotations

from typing import Any

import numpy as np

DONT_CARE = -1
_WORDS = {"0": 0, "1": 1, "0.0": 0, "1.0": 1, "false": 0, "true": 1, "-": -1, "x": -1, "": -1}
_NAMED = {"<NA>": -1, "False": 0, "True": 1}


def meaning(value: Any) -> int:
    """0, 1, or -1 for a don't-care; 2 for anything that is none of them.

    >>> [meaning(v) for v in (1, "0", "1.0", "x", None, float("nan"), "maybe")]
    [1, 0, 1, -1, -1, -1, 2]
    """
    if isinstance(value, str):
        return _WORDS.get(value.strip().lower(), 2)
    if getattr(value, "ndim", 0):  # an array, though it may hold a single number
        return 2
    try:
        if value is None or bool(value != value):  # NaN
            return DONT_CARE
        if value in (0, 1, -1):
            return int(value)
    except (TypeError, ValueError):  # pandas.NA has no truth value
        pass
    return _NAMED.get(str(value), 2)  # pandas.NA, sympy's true and false


def is_whole(value: object) -> bool:
    """Whether a value is a whole number; True and False are not."""
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)


def plain(value: Any) -> Any:
    """A numpy scalar as the Python value that people know."""
    return value.item() if isinstance(value, np.generic) else value
