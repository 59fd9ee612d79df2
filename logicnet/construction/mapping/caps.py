"""What one unit may be."""

from __future__ import annotations

from dataclasses import dataclass

_NARROW = 6  # the least bound of thresholds
_NONE = 1 << 200


@dataclass(frozen=True)
class Caps:
    """What one unit may be: fan-in, |weight| and |threshold|; no bound where it is None."""

    fan_in: int | None = None
    weight: int | None = None

    @property
    def reads(self) -> int:
        """How many nodes a unit may read."""
        return _NONE if self.fan_in is None else self.fan_in

    @property
    def weighs(self) -> int:
        """The largest |weight|."""
        return _NONE if self.weight is None else self.weight

    @property
    def least(self) -> int:
        """The largest |threshold|: what narrow units need is never refused."""
        return _NONE if self.weight is None else max(self.weight, _NARROW)

    @property
    def leaves(self) -> int:
        """How many leaves the cut of a unit may have."""
        return min(_NARROW, self.reads)
