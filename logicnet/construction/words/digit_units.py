"""The digits of a sum of products, with one unit a product and one a digit, whatever the weights.

Weights that 64 bits do not hold are floats, of which none is rounded; where that is not possible
there is no such network.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from logicnet.construction.recognition import LinearFit
from logicnet.network.network import Network
from logicnet.network.threshold_units import LARGEST_SUM

Reads = dict[int, int]  # the weight of each node


class NonNegativeSum(NamedTuple):
    """A number that is not negative: terms (multiple, node), less where multiples are negative."""

    terms: list[tuple[int, int]]
    constant: int  # with what makes up for negative multiples

    @property
    def greatest(self) -> int:
        """What it is at most."""
        return self.constant + sum(factor for factor, _ in self.terms if factor > 0)


def as_sum(factors: Mapping[int, int], constant: int, bits: int) -> NonNegativeSum:
    """A number modulo 2**bits with multiples of small size, and as few digits as that takes."""
    half, modulus = 1 << bits - 1, 1 << bits
    found = []
    for own in (False, True):  # one multiple of half the modulus is its own negative
        terms, turned = [], own
        for node, factor in factors.items():
            negative = factor > half or (factor == half and turned)
            turned = turned and factor != half
            terms.append((factor - modulus if negative else factor, node))
        low = sum(factor for factor, _ in terms if factor < 0)
        found.append(NonNegativeSum(terms, -low + (constant + low) % modulus))
    return min(found, key=lambda one: one.greatest)


def digits_of(
    inputs: Sequence[str], names: Sequence[str], turned: Sequence[bool], fit: LinearFit,
    outputs: Sequence[str], construction: str,
) -> Network | None:  # fmt: skip
    """Units for the digits of a number, lowest first by `names`, those `turned` as complements."""
    made = _Made(len(inputs))
    factors = {made.product(chosen): factor for chosen, factor in fit.products.items()}
    made.digits(as_sum(factors, fit.constant, fit.bits), turned)
    if made.weigh >= LARGEST_SUM and not made.are_floats():
        return None
    ends = dict(zip(names, made.ends, strict=True))
    return Network.from_units(
        inputs,
        made.stored(),
        outputs={name: ends[name] - len(inputs) for name in outputs},
        construction=construction,
    )


class _Made:
    """Units in the making."""

    def __init__(self, inputs: int) -> None:
        self.inputs = inputs
        self.units: list[tuple[Reads, int]] = []
        self.ends: list[int] = []
        self.weigh = 0  # the largest sum of a unit

    def unit(self, reads: Reads, least: int) -> int:
        """The node of a new unit."""
        self.units.append((reads, least))
        self.weigh = max(self.weigh, abs(least) + sum(map(abs, reads.values())))
        return self.inputs + len(self.units) - 1

    def product(self, chosen: tuple[int, ...]) -> int:
        """The node of a product of inputs."""
        return chosen[0] if len(chosen) == 1 else self.unit(dict.fromkeys(chosen, 1), len(chosen))

    def digits(self, number: NonNegativeSum, turned: Sequence[bool]) -> None:
        """A unit for each digit, those that are the value of one node by themselves."""
        terms = {node: factor for factor, node in number.terms}
        constant, place = number.constant, 0
        while place < len(turned):
            odd = [node for node, factor in terms.items() if factor >> place & 1]
            if len(odd) + (constant >> place & 1) > 1:
                break
            self._alone(odd, constant >> place & 1, turned[place])
            for node in odd:
                terms[node] -= 1 << place
            constant -= constant & 1 << place
            place += 1
        self._cascade({n: f >> place for n, f in terms.items() if f}, constant >> place,
                      turned[place:], number.greatest.bit_length() - place)  # fmt: skip

    def _alone(self, odd: list[int], known: int, turned: bool) -> None:
        if not odd:
            self.ends.append(self.unit({}, 1 - (known ^ turned)))
        elif turned:
            self.ends.append(self.unit({odd[0]: -1}, 0))
        elif odd[0] >= self.inputs:
            self.ends.append(odd[0])
        else:
            self.ends.append(self.unit({odd[0]: 1}, 1))

    def _cascade(self, reads: Reads, constant: int, turned: Sequence[bool], count: int) -> None:
        """Digits of what is not one node, the highest first."""
        ends = {}
        for place in range(max(count, len(turned)) - 1, -1, -1):
            least = (1 << place) - constant
            if place >= count:
                ends[place] = self.unit({}, 1 - turned[place])
                continue
            if place < len(turned) and turned[place]:
                node = self.unit({n: -w for n, w in reads.items()}, 1 - least)
                reads, constant = {**reads, node: 1 << place}, constant - (1 << place)
            else:
                node = self.unit(dict(reads), least)
                reads = {**reads, node: -(1 << place)}
            ends[place] = node
        self.ends += [ends[place] for place in range(len(turned))]

    def are_floats(self) -> bool:
        """Whether floats hold all weights and thresholds."""
        return all(float(x) == x for reads, least in self.units for x in (*reads.values(), least))

    def stored(self) -> list[tuple[list[int], list[int] | list[float], int | float]]:
        """The units as networks take them."""
        if self.weigh < LARGEST_SUM:
            return [(list(reads), list(reads.values()), least) for reads, least in self.units]
        return [
            (list(reads), [*map(float, reads.values())], float(least))
            for reads, least in self.units
        ]
