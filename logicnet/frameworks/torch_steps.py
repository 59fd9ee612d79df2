"""Steps, or sigmoids in their place, as a torch module; imported when torch is asked for."""

from __future__ import annotations

import torch
from torch import Tensor, nn

_SLOPE = 4.0  # of the sigmoid whose gradient a step passes on


class Steps(nn.Module):  # type: ignore[misc]
    """1 where a sum is positive, else 0; with a `gain` a sigmoid of that slope."""

    def __init__(self, gain: float | None = None) -> None:
        super().__init__()
        self.gain = gain

    def forward(self, sums: Tensor) -> Tensor:
        """The values of units with these sums."""
        smooth = torch.sigmoid((self.gain or _SLOPE) * sums)
        if self.gain is not None:
            return smooth
        return (sums > 0).to(sums.dtype) + (smooth - smooth.detach())  # which is 0

    def extra_repr(self) -> str:
        """The gain, for the text of the module."""
        return "" if self.gain is None else f"gain={self.gain:g}"
