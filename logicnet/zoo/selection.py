"""Choosing, encoding and ordering: multiplexers, decoders, encoders, sorted bits."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from logicnet.construction.draft import Draft, total
from logicnet.construction.families import build
from logicnet.logic.numbers import Numbers
from logicnet.network.network import Network

from .family import Family
from .found import HOW, found

_POWERS = (4, 8, 16)
# which of the bars a, b ... g of a display each digit lights; a is the top one, g the middle one
_BARS = ("abcdef", "bc", "abdeg", "abcdg", "bcfg", "acdfg", "acdefg", "abc", "abcdefg", "abcdfg")


def bits_for(n: int) -> int:
    """How many digits the numbers 0 ... n - 1 have."""
    return (n - 1).bit_length()


def multiplexer(n: int) -> Numbers:
    """The one of n data inputs that s numbers."""
    return Numbers({"s": bits_for(n), "d": n}, {"y": 1}, lambda s, d: d >> s & 1)


def decoder(n: int) -> Numbers:
    """The one of n outputs that s numbers is 1, the others are 0."""
    return Numbers({"s": bits_for(n)}, {"y": n}, lambda s: 1 << s)


def encoder(n: int) -> Numbers:
    """Which one of n inputs is true; where it is not one, the output does not matter."""
    places = {1 << k: k for k in range(n)}
    return Numbers(
        {"x": n}, {"y": bits_for(n)}, lambda x: np.array([places.get(v, -1) for v in x.tolist()])
    )


def ored(n: int) -> Network:
    """Digit i of the number is 1 for the inputs whose numbers have it."""
    draft = Draft([f"x[{k}]" for k in range(n)])
    x = draft.literals
    digits = [
        draft.fires(total(x[k] for k in range(n) if k >> i & 1), 1) for i in range(bits_for(n))
    ]
    outputs = {f"y[{i}]": digit for i, digit in enumerate(digits)}
    return draft.network(outputs, "an OR for each digit")


def priority(n: int) -> Numbers:
    """The number of the highest input that is true, or 0, and whether there is one."""

    def highest(x: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        places = [v.bit_length() - 1 for v in x.tolist()]
        return np.maximum(places, 0), x > 0

    return Numbers({"x": n}, {"y": bits_for(n), "valid": 1}, highest)


def sorting(n: int) -> Numbers:
    """As many ones as there are, before the zeros."""
    inputs = {f"x{i}": 1 for i in range(1, n + 1)}
    return Numbers(inputs, {"y": n}, lambda ones: (1 << ones) - 1, weights=inputs)


def seven_segments() -> Numbers:
    """The bars that show a decimal digit; of numbers from 10 on they do not matter."""
    lit = [[int(bar in bars) for bar in "abcdefg"] for bars in _BARS] + [[-1] * 7] * 6
    columns = np.array(lit).T
    return Numbers({"x": 4}, dict.fromkeys("abcdefg", 1), lambda x: tuple(columns[:, x]))


def _log(build_of: str, n: int) -> Network:
    return build(build_of, bits_for(n))


FAMILIES = (
    Family("multiplexer", "The one of {n} data inputs that the select inputs number.", multiplexer,
           partial(_log, "multiplexer"), '`logicnet.build("multiplexer", log2 n)`', _POWERS,
           (4, 8, 16)),
    Family("decoder", "The one of {n} outputs that a number stands for is 1.", decoder,
           partial(_log, "decoder"), '`logicnet.build("decoder", log2 n)`', _POWERS, (4, 8)),
    Family("encoder", "The number of the one input of {n} that is true.", encoder, ored,
           "an OR for each digit", _POWERS, (8,)),
    Family("priority-encoder", "The number of the highest of {n} inputs that is true, and whether "
           "there is one.", priority, partial(build, "priority_encoder"),
           '`logicnet.build("priority_encoder", n)`', range(3, 19), (8,)),
    Family("sorting", "{n} inputs sorted, the ones first.", sorting, partial(build, "sorting"),
           '`logicnet.build("sorting", n)`', range(2, 41), (4, 8)),
    Family("seven-segment", "Which of seven bars show a decimal digit of four bits.",
           seven_segments, partial(found, "seven-segment"), HOW),
)  # fmt: skip
