"""A network in the making: units are added one by one, equal units are made once.

What a unit reads is a `Form`, an integer combination of nodes and a constant. A Boolean value
is a Form too, one that happens to be 0 or 1: an input or unit x itself, its complement 1 - x,
or a folded value such as ``a - b`` where b implies a. Negation therefore never costs a unit,
and it ends up in the weights of whoever reads the value.

>>> draft = Draft(["a", "b"])
>>> a, b = draft.literals
>>> either, both = draft.fires(a + b, 1), draft.fires(a + b, 2)
>>> print(draft.network({"y": either - both}).describe())
h1 (layer 1): a + b >= 1
h2 (layer 1): a + b >= 2
h3 (layer 2, output y): h1 - h2 >= 1
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import gcd

import numpy as np

from logicnet.network.exact_numbers import numbers
from logicnet.network.network import Network

_MOST_TEXT = 20  # operands of an operator, and a third of the characters, that a label spells out
_MOST_LABELS = 4096  # units up to which a network keeps what its units compute


@dataclass(frozen=True, slots=True)
class Form:
    """The number ``sum(w * node) + constant``; nodes 0 ... n-1 are inputs, then come units."""

    terms: Mapping[int, int]
    constant: int = 0

    def __add__(self, other: Form | int) -> Form:
        return total((self, other))

    def __radd__(self, other: int) -> Form:
        return self + other

    def __sub__(self, other: Form | int) -> Form:
        return total((self, other * -1))

    def __rsub__(self, other: int) -> Form:
        return self * -1 + other

    def __mul__(self, factor: int) -> Form:
        if not factor:
            return ZERO
        return Form({k: w * factor for k, w in self.terms.items()}, self.constant * factor)

    __rmul__ = __mul__

    def __neg__(self) -> Form:
        return self * -1

    @property
    def low(self) -> int:
        """The least number that this can be if the nodes are independent."""
        return self.constant + sum(w for w in self.terms.values() if w < 0)

    @property
    def high(self) -> int:
        """The greatest number that this can be if the nodes are independent."""
        return self.constant + sum(w for w in self.terms.values() if w > 0)

    @property
    def known(self) -> int | None:
        """The number where no node is left in it, else None."""
        return None if self.terms else self.constant


ZERO, ONE = Form({}, 0), Form({}, 1)


def total(forms: Iterable[Form | int]) -> Form:
    """The sum of many forms, without the terms that cancel."""
    terms: dict[int, int] = {}
    constant = 0
    for form in forms:
        if isinstance(form, int):
            constant += form
            continue
        constant += form.constant
        for node, weight in form.terms.items():
            terms[node] = terms.get(node, 0) + weight
    if 0 in terms.values():
        terms = {k: w for k, w in terms.items() if w}
    return Form(terms, constant)


def weighted(weights: Iterable[int], forms: Iterable[Form]) -> Form:
    """The sum of the forms, each times its weight."""
    return total(form * weight for weight, form in zip(weights, forms, strict=True))


_SIGNS = ((1, 1), (1, -1)), ((-1, 1), (-1, -1))  # weights of two literals that are negated or not

Unit = tuple[tuple[int, ...], tuple[int, ...], int]  # nodes read, weights, threshold


class Draft:
    """Units over named inputs; `fires` adds one, `network` closes the draft."""

    def __init__(self, inputs: Sequence[str]) -> None:
        self.inputs = tuple(inputs)
        self.literals = [Form({i: 1}) for i in range(len(self.inputs))]
        self._units: list[Unit] = []
        self._labels: list[str] = []
        self._number: dict[Unit, int] = {}
        self._depth: list[int] = [0] * len(self.inputs)

    def fires(self, form: Form, at_least: int, label: str = "") -> Form:
        """The value of the unit ``[form >= at_least]``: a new unit only where one is needed.

        Tests that the signs of the weights decide are constants, a test of a single node is
        that node or its complement, and a unit that exists, or whose complement does, is
        taken again.
        """
        least, low, high = at_least - form.constant, form.low, form.high
        if at_least <= low:
            return ONE
        if at_least > high:
            return ZERO
        if len(form.terms) == 1:
            ((node, weight),) = form.terms.items()
            return Form({node: 1}) if weight > 0 else Form({node: -1}, 1)
        unit = _reduced(form.terms, least)
        if unit in self._number:
            return Form({self._number[unit]: 1})
        opposite = _complement(unit)
        if opposite in self._number:
            return Form({self._number[opposite]: -1}, 1)
        return Form({self._add(unit, label): 1})

    # Single nodes as literals: 0 and 1, and of node k 2 k + 2, or 2 k + 3 if it is negated ------

    def counts(self, literals: Sequence[int], least: int, label: str = "") -> int:
        """The literal of "`least` or more of these": what `fires` does, without Forms for pairs."""
        if len(literals) == 2 and 1 <= least <= 2:
            a, b = literals if literals[0] < literals[1] else literals[::-1]
            if a > 1 and a ^ b > 1:
                nodes = (a >> 1) - 1, (b >> 1) - 1
                unit = nodes, _SIGNS[a & 1][b & 1], least - (a & 1) - (b & 1)
                number = self._number.get(unit)
                if number is not None:
                    return 2 * number + 2
                number = self._number.get((nodes, _SIGNS[1 - a & 1][1 - b & 1], 1 - unit[2]))
                if number is not None:
                    return 2 * number + 3
                return 2 * self._add(unit, label) + 2
        return self.literal(self.fires(total(map(self.form, literals)), least, label))

    def form(self, literal: int) -> Form:
        """The value of a literal."""
        if literal <= 1:
            return ONE if literal else ZERO
        node = (literal >> 1) - 1
        return Form({node: -1}, 1) if literal & 1 else Form({node: 1})

    def literal(self, form: Form) -> int:
        """The literal of a value that is a single node, its complement, or a constant."""
        for node, weight in form.terms.items():
            return 2 * node + 2 + (weight < 0)
        return form.constant

    def level(self, literal: int) -> int:
        """The layer of the node of a literal; 0 for inputs and constants."""
        return self._depth[(literal >> 1) - 1] if literal > 1 else 0

    def labelled(self, operator: str, literals: Sequence[int]) -> str:
        """The texts of literals with `operator` between them, as far as labels are kept."""
        if len(self._units) >= _MOST_LABELS:
            return ""
        return self.joined(operator, [self.form(x) for x in literals[: _MOST_TEXT + 1]])

    def counted(self, literals: Sequence[int], least: int) -> str:
        """What it means that so many of the literals are true, in the shortest words."""
        if len(literals) == 2:
            return self.labelled("|" if least == 1 else "&", literals)
        text = self.labelled("+", literals)
        return f"{text} >= {least}" if text else ""

    @property
    def units(self) -> int:
        """How many units the draft holds, needed or not."""
        return len(self._units)

    def depth(self, form: Form) -> int:
        """The layer that the deepest node of the form is in; 0 for inputs alone."""
        return max((self._depth[node] for node in form.terms), default=0)

    def text(self, form: Form) -> str:
        """What a value stands for, as far as labels tell: ``a``, ``~(a & b)`` or nothing."""
        if len(form.terms) != 1:
            return "" if form.terms else str(form.constant)
        ((node, weight),) = form.terms.items()
        n = len(self.inputs)
        name = self.inputs[node] if node < n else self._labels[node - n]
        if " " in name:
            name = f"({name})"
        return f"~{name}" if name and weight < 0 else name

    def joined(self, operator: str, forms: Sequence[Form]) -> str:
        """The texts of the values with `operator` between them, or nothing if that is long."""
        texts = [self.text(form) for form in forms[:_MOST_TEXT]]
        long = len(forms) > _MOST_TEXT or sum(map(len, texts)) > 3 * _MOST_TEXT
        return "" if long or "" in texts else f" {operator} ".join(texts)

    def embed(self, network: Network, forms: Sequence[Form]) -> list[Form]:
        """The outputs of `network` where its inputs are the given values."""
        values = self.embed_all(network, forms)
        return [values[len(forms) + u] for u in network.output_units]

    def embed_all(self, network: Network, forms: Sequence[Form]) -> list[Form]:
        """All nodes of `network` where its inputs are the given values."""
        values = list(forms)
        named = all(map(str.__eq__, map(self.text, forms), network.inputs))
        labels = (network.labels if named else None) or [""] * network.units
        for j in range(network.units):
            sources, weights = network.wires_of(j)
            reads = weighted(weights.tolist(), [values[s] for s in sources])
            values.append(self.fires(reads, network.thresholds[j].item(), labels[j]))
        return values

    def network(
        self,
        outputs: Mapping[str, Form],
        construction: str = "",
        lower_bound: int | None = None,
    ) -> Network:
        """The network of all units that the outputs need.

        An output that is a unit is that unit; a complement, a folded value, an input or a
        constant becomes a unit of its own.
        """
        ends = {name: self._output(form) for name, form in outputs.items()}
        needed = np.array(self._needed(ends.values()), dtype=np.int64)
        n = len(self.inputs)
        depths = np.array(self._depth[n:], dtype=np.int64)[needed]
        order = np.argsort(depths, kind="stable")
        kept, depth = needed[order].tolist(), depths[order]
        units = map(self._units.__getitem__, kept)
        reads, weights, thresholds = zip(*units, strict=True) if kept else ((), (), ())
        place = np.arange(len(self._depth))
        place[np.array(kept, dtype=np.int64) + n] = np.arange(n, n + len(kept))
        read = np.fromiter(chain.from_iterable(reads), np.int64)
        labels = [self._labels[j] for j in kept] if len(kept) <= _MOST_LABELS else []
        return Network.from_arrays(
            inputs=self.inputs,
            outputs=tuple(ends),
            indptr=np.cumsum([0, *map(len, reads)]),
            indices=place[read],
            weights=numbers([*chain.from_iterable(weights)], "weight"),
            thresholds=numbers(thresholds, "threshold"),
            layer_starts=np.searchsorted(depth, np.arange(1, depth.max(initial=0) + 2)),
            output_units=place[np.array(list(ends.values()), dtype=np.int64)] - n,
            labels=tuple(labels) if any(labels) else None,
            construction=construction,
            lower_bound=lower_bound,
        )

    def _add(self, unit: Unit, label: str) -> int:
        node = len(self._depth)
        self._number[unit] = node
        self._units.append(unit)
        self._labels.append(label)
        depth, read = self._depth, unit[0]
        if len(read) == 2:
            one, other = depth[read[0]], depth[read[1]]
            depth.append(1 + (one if one > other else other))
        else:
            depth.append(1 + max([depth[s] for s in read], default=0))
        return node

    def _shared(self, unit: Unit, label: str = "") -> int:
        node = self._number.get(unit)
        return self._add(unit, label) if node is None else node

    def _output(self, form: Form) -> int:
        """The node of the unit that is this value."""
        n = len(self.inputs)
        if len(form.terms) == 1:
            ((node, weight),) = form.terms.items()
            if node >= n and (weight, form.constant) == (1, 0):
                return node
            if node >= n and (weight, form.constant) == (-1, 1):
                label = self._labels[node - n]
                unit = _complement(self._units[node - n])
                return self._shared(unit, f"not ({label})" if label else "")
        return self._shared(_reduced(form.terms, 1 - form.constant))

    def _needed(self, ends: Iterable[int]) -> list[int]:
        """The numbers of the units that the nodes `ends` depend on, in order."""
        n = len(self.inputs)
        needed = [False] * len(self._units)
        for node in ends:
            needed[node - n] = True
        for j in range(len(needed) - 1, -1, -1):
            if needed[j]:
                for source in self._units[j][0]:
                    if source >= n:
                        needed[source - n] = True
        return [j for j, keep in enumerate(needed) if keep]


def _reduced(terms: Mapping[int, int], least: int) -> Unit:
    """The unit ``[terms >= least]``, its weights without a common factor."""
    items: list[tuple[int, int]] = sorted(terms.items())
    factor = gcd(*terms.values()) or 1
    return (
        tuple(node for node, _ in items),
        tuple(weight // factor for _, weight in items),
        -(-least // factor),
    )


def _complement(unit: Unit) -> Unit:
    """The unit that fires iff `unit` does not: ``w.x <= t - 1``."""
    nodes, weights, threshold = unit
    return nodes, tuple(-w for w in weights), 1 - threshold


def names_of(stem: str, count: int) -> list[str]:
    """The names ``stem[0]`` ... ``stem[count-1]``."""
    return [f"{stem}[{i}]" for i in range(count)]
