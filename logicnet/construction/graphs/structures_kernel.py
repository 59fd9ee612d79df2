"""The compiled loop of `structures`: how a function is the And or Xor of two cheaper ones."""

# mypy: ignore-errors
from __future__ import annotations

from logicnet.ground.kernels import kernel

from .forms_kernel import XOR


@kernel
def splits(f, price, cheap, slack, found):
    """The ways to make f from two functions for its price and some slack; how many.

    `price` is by function, `cheap` has functions by rising price. A row of `found` is the operator
    (1: And, 2: Xor), the operands, and whether the result is the complement.
    """
    count, most = 0, price[f] + slack
    for g in cheap:
        if 2 * price[g] + 1 > most:
            break
        other = f ^ g
        together = price[g] + price[other] + XOR
        if g and not g & 1 and price[g] <= price[other] and together <= most:
            count = _noted(found, count, 2, g, other, 0)
        for negated in range(2):
            whole = 0xFFFF ^ f if negated else f
            if g & whole != whole or g == whole or g == 0xFFFF:
                continue
            free = 0xFFFF ^ g
            part = free
            while True:
                h = whole | part
                if h != whole and price[g] <= price[h] < price[f] and price[g] + price[h] < most:
                    count = _noted(found, count, 1, g, h, negated)
                if not part:
                    break
                part = (part - 1) & free
    return count


@kernel
def _noted(found, count, operator, g, h, negated):
    if count == found.shape[0]:
        return count
    found[count, 0], found[count, 1], found[count, 2], found[count, 3] = operator, g, h, negated
    return count + 1
