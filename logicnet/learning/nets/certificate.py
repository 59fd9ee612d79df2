"""What a smooth net is certified to keep to."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import floor, log10

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.bits import frozen
from logicnet.ground.checks import floats
from logicnet.ground.html import sentence

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Certificate:
    """A proof that every unit stays within `error` of its Boolean value.

    `error` is None where none can be certified; `reason` then says why. `bounds` holds the
    bound of each unit, `gains` the gain of each layer: `gain`, or more where a given band needs
    it. An error of 0 is that of the outputs, which are their Boolean values exactly. Where units
    read coordinates, everything holds for points at least `band` away (Euclidean) from the line of
    every such unit; the network's `booleans` are 0 or 1 there. What is printed is rounded up, so
    that it holds as it stands.
    """

    gain: float
    error: float | None
    bounds: Floats = field(repr=False, compare=False)
    method: str
    band: float | None = None
    reason: str = ""
    gains: Floats = field(repr=False, compare=False, kw_only=True)

    def __post_init__(self) -> None:
        for name in ("bounds", "gains"):
            object.__setattr__(self, name, frozen(floats(getattr(self, name), name)))

    def __repr__(self) -> str:
        return f"<Certificate: {self}>"

    def _repr_html_(self) -> str:
        return sentence("Certificate", str(self))

    def __str__(self) -> str:
        if self.error is None:
            return f"{self._gains()} certifies nothing: {self.reason}"
        if self.error == 0:
            return f"each output is its Boolean value on every input, exactly ({self.method})"
        where = "every input" if self.band is None else (
            f"every point at least {rounded_up(self.band, 4)} from each boundary"
        )  # fmt: skip
        return (
            f"{self._gains()}: each unit within {rounded_up(self.error, 3)} of its "
            f"Boolean value on {where} ({self.method})"
        )

    def _gains(self) -> str:
        most, own = float(self.gains.max()), f"gain {rounded_up(self.gain, 4)}"
        steeper = f" ({rounded_up(most, 4)} for half-planes)" if most > self.gain else ""
        return own + steeper


def rounded_up(value: float, digits: int) -> str:
    """A positive number to so many digits, never below it.

    >>> rounded_up(9.5141, 4), rounded_up(9.514, 4), rounded_up(0.010002, 3)
    ('9.515', '9.514', '0.0101')
    """
    text = f"{value:.{digits}g}"
    if float(text) >= value:
        return text
    step = 10.0 ** (floor(log10(value)) + 1 - digits)
    return f"{float(text) + step:.{digits}g}"
