"""The compiled loops of `forms`: what functions of four inputs cost as Ands and Xors."""

# mypy: ignore-errors
from __future__ import annotations

from logicnet.ground.kernels import kernel

XOR = 3  # the price of an Xor in Ands


@kernel
def classes(moves, least, ways):
    """Set the least function that each one becomes by exchanging and negating inputs, and the way.

    `moves` has for each such change the row that each of the 16 rows becomes; outputs are negated
    as well: the ways that do this come after all others.
    """
    for f in range(1 << 16):
        if least[f] >= 0:
            continue
        for m in range(moves.shape[0]):
            g = 0
            for row in range(16):
                g |= (f >> row & 1) << moves[m, row]
            if least[g] < 0:
                least[g], ways[g] = f, m
            if least[0xFFFF ^ g] < 0:
                least[0xFFFF ^ g], ways[0xFFFF ^ g] = f, m + moves.shape[0]


@kernel
def relax(chosen, least, price, parts):
    """Lower the prices of classes by And and Xor of a chosen function and any other.

    `parts` has for each class, by its least function, the last operator (1: And, 2: Xor), its
    operands, and what they give, which may be another function of the class. Whether any fell.
    """
    fell = False
    for k in range(chosen.shape[0]):
        g = chosen[k]
        for turned in range(2):
            one = 0xFFFF ^ g if turned else g
            for h in range(1 << 16):
                together = price[least[g]] + price[least[h]]
                if together + 1 < price[least[one & h]]:
                    price[least[one & h]] = together + 1
                    _note(parts, least[one & h], 1, one, h, one & h)
                    fell = True
                if together + XOR < price[least[one ^ h]]:
                    price[least[one ^ h]] = together + XOR
                    _note(parts, least[one ^ h], 2, one, h, one ^ h)
                    fell = True
    return fell


@kernel
def _note(parts, at, operator, one, other, whole):
    parts[at, 0], parts[at, 1], parts[at, 2], parts[at, 3] = operator, one, other, whole
