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

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from math import gcd

import numpy as np
from numpy.typing import NDArray

from logicnet.logic.circuits.circuit import PAIRED
from logicnet.logic.circuits.rules import FALSE, TRUE
from logicnet.network.exact_numbers import numbers
from logicnet.network.network import Network

_MOST_TEXT = 20  # operands of an operator, and a third of the characters, that a label spells out
MOST_LABELS = 4096  # units up to which a network keeps what its units compute


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


Unit = tuple[Sequence[int], Sequence[int], int]  # nodes read, weights, threshold


class Draft:
    """Units over named inputs; `fires` adds one, `network` closes the draft.

    Single nodes are told by literals: 0 and 1, and for node k 2 k + 2, or 2 k + 3 if it is negated.
    Most units of large networks are And and Or of two literals, which are kept as one number each.
    """

    def __init__(self, inputs: Sequence[str]) -> None:
        self.inputs = tuple(inputs)
        self._depth = [0] * len(self.inputs)  # of all nodes
        self._labelled = len(self.inputs) + MOST_LABELS  # the first node without a label
        self._first = array("q")  # the smaller literal of each pair; -1 for other units
        self._second = array("q")  # the greater one; the number among the others
        self._least = bytearray()  # how many of the two have to be true
        self._others: list[Unit] = []
        self._pairs: dict[int, int] = {}  # literals of Ands of two literals, by these
        self._number: dict[Unit, int] = {}  # literals of other units, first weight positive
        self._complements: dict[int, int] = {}  # nodes of units made beside their complement
        self._labels: dict[int, str] = {}  # of units

    @cached_property
    def literals(self) -> list[Form]:
        """The values of the inputs."""
        return [Form({i: 1}) for i in range(len(self.inputs))]

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
        return self.form(self._unit(_reduced(form.terms, least), label))

    def both(self, x: int, y: int, label: str | None = None) -> int:
        """The literal of "both of these"; without a label it is labelled as And."""
        a, b = (x, y) if x < y else (y, x)
        if a <= TRUE or a ^ b == 1:
            return b if a == TRUE else FALSE
        if a == b:
            return a
        new = 2 * len(self._depth) + 2
        found = self._pairs.setdefault(a * PAIRED + b, new)
        if found == new:
            if label is None and len(self._depth) < self._labelled:
                label = self.labelled("&", (x, y))
            self._add_pair(a, b, 2, label)
        return found

    def either(self, x: int, y: int, label: str | None = None) -> int:
        """The literal of "one of these, or both"; without a label it is labelled as Or."""
        a, b = (x, y) if x < y else (y, x)
        if a <= TRUE or a ^ b == 1:
            return b if a == FALSE else TRUE
        if a == b:
            return a
        new = 2 * len(self._depth) + 2
        found = self._pairs.setdefault((a ^ 1) * PAIRED + (b ^ 1), new ^ 1) ^ 1
        if found == new:
            if label is None and len(self._depth) < self._labelled:
                label = self.labelled("|", (x, y))
            self._add_pair(a, b, 1, label)
        return found

    def counts(self, literals: Sequence[int], least: int, label: str = "") -> int:
        """The literal of "`least` or more of these": what `fires` does, without Forms for pairs."""
        if len(literals) == 2 and 1 <= least <= 2:
            x, y = literals
            return self.both(x, y, label) if least == 2 else self.either(x, y, label)
        return self.literal(self.fires(total(map(self.form, literals)), least, label))

    def _add_pair(self, a: int, b: int, least: int, label: str | None) -> None:
        if label:
            self._labels[len(self._first)] = label
        self._first.append(a)
        self._second.append(b)
        self._least.append(least)
        one, other = self._depth[(a >> 1) - 1], self._depth[(b >> 1) - 1]
        self._depth.append((one if one > other else other) + 1)

    def unit(self, unit: Unit, label: str = "") -> int:
        """The node of this very unit, its nodes in order: of one that exists, or a new one."""
        literal = self._unit(unit, label)
        node = (literal >> 1) - 1
        return self._complement(node, label) if literal & 1 else node

    def _unit(self, unit: Unit, label: str = "") -> int:
        """The literal of a unit, of which there is one, or that of its complement, or a new one."""
        nodes, weights, threshold = unit
        if len(nodes) == 2 and set(map(abs, weights)) == {1}:
            least = threshold + weights.count(-1)
            if 1 <= least <= 2:
                literals = [2 * k + 2 + (w < 0) for k, w in zip(nodes, weights, strict=True)]
                return self.counts(literals, least, label)
        odd = bool(weights) and weights[0] < 0
        new = 2 * len(self._depth) + 2
        found = self._number.setdefault(_complement(unit) if odd else unit, new ^ odd) ^ odd
        if found == new:
            self._add(unit, label)
        return found

    def _add(self, unit: Unit, label: str) -> int:
        """The node of a new unit."""
        if label:
            self._labels[len(self._first)] = label
        self._first.append(-1)
        self._second.append(len(self._others))
        self._least.append(0)
        self._others.append(unit)
        self._depth.append(1 + max([self._depth[node] for node in unit[0]], default=0))
        return len(self._depth) - 1

    def form(self, literal: int) -> Form:
        """The value of a literal."""
        if literal <= TRUE:
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
        return self._depth[(literal >> 1) - 1] if literal > TRUE else 0

    def labelled(self, operator: str, literals: Sequence[int]) -> str:
        """The texts of literals with `operator` between them, as far as labels are kept."""
        if len(self._depth) >= self._labelled:
            return ""
        return self.joined(operator, [self.form(x) for x in literals[: _MOST_TEXT + 1]])

    @property
    def units(self) -> int:
        """How many units the draft holds, needed or not."""
        return len(self._first)

    def depth(self, form: Form) -> int:
        """The layer that the deepest node of the form is in; 0 for inputs alone."""
        return max((self._depth[node] for node in form.terms), default=0)

    def text(self, form: Form) -> str:
        """What a value stands for, as far as labels tell: ``a``, ``~(a & b)`` or nothing."""
        if len(form.terms) != 1:
            return "" if form.terms else str(form.constant)
        ((node, weight),) = form.terms.items()
        n = len(self.inputs)
        name = self.inputs[node] if node < n else self._labels.get(node - n, "")
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
        n, ends = len(self.inputs), [self._output(form) for form in outputs.values()]
        depths = np.array(self._depth[n:], dtype=np.int64)
        sizes, nodes, weights, thresholds = self._arrays()
        starts = np.cumsum(sizes) - sizes
        needed = self._needed(ends, starts, sizes, nodes)
        order = needed[np.argsort(depths[needed], kind="stable")]
        place = np.arange(len(self._depth))
        place[order + n] = np.arange(n, n + len(order))
        wires = _ranges(starts[order], sizes[order])
        layers = np.arange(1, depths[order].max(initial=0) + 2)
        return Network.from_arrays(
            inputs=self.inputs,
            outputs=tuple(outputs),
            indptr=np.concatenate([[0], np.cumsum(sizes[order])]),
            indices=place[nodes[wires]],
            weights=weights[wires],
            thresholds=thresholds[order],
            layer_starts=np.searchsorted(depths[order], layers),
            output_units=place[np.array(ends, dtype=np.int64)] - n,
            labels=self._kept_labels(order),
            construction=construction,
            lower_bound=lower_bound,
        )

    def _kept_labels(self, units: NDArray[np.int64]) -> list[str] | None:
        """What the units compute, unless there are too many to be read."""
        if len(units) > MOST_LABELS:
            return None
        labels = [self._labels.get(unit, "") for unit in units.tolist()]
        return labels if any(labels) else None

    def _arrays(self) -> tuple[NDArray[np.int64], ...]:
        """All units: how many nodes each reads, these and their weights, the thresholds."""
        first, second = (np.array(part, np.int64) for part in (self._first, self._second))
        other = np.flatnonzero(first < 0)
        sizes = np.full(len(first), 2)
        sizes[other] = [len(unit[0]) for unit in self._others]
        starts = np.cumsum(sizes) - sizes
        wires = np.stack([first, second], axis=1)
        nodes, weights = np.empty((2, int(sizes.sum())), dtype=np.int64)
        thresholds = np.array(self._least, dtype=np.int64) - (wires & 1).sum(axis=1)
        for k in range(2):
            nodes[starts[first >= 0] + k] = (wires[first >= 0, k] >> 1) - 1
            weights[starts[first >= 0] + k] = 1 - 2 * (wires[first >= 0, k] & 1)
        if not len(other):
            return sizes, nodes, weights, thresholds
        inside = np.repeat(first < 0, sizes)
        read, weighed, least = zip(*self._others, strict=True)
        nodes[inside] = [*chain.from_iterable(read)]
        weights[inside] = numbers([*chain.from_iterable(weighed)], "weight")
        thresholds[other] = numbers(least, "threshold")
        return sizes, nodes, weights, thresholds

    def _output(self, form: Form) -> int:
        """The node of the unit that is this value."""
        n, label = len(self.inputs), ""
        if len(form.terms) == 1:
            ((node, weight),) = form.terms.items()
            if node >= n and (weight, form.constant) == (1, 0):
                return node
            if node >= n and (weight, form.constant) == (-1, 1):
                label = self._labels.get(node - n, "")
                return self._complement(node, f"not ({label})" if label else "")
        return self.unit(_reduced(form.terms, 1 - form.constant))

    def _complement(self, node: int, label: str = "") -> int:
        """The node of a unit that fires iff that of `node` does not."""
        if node not in self._complements:
            unit = _complement(self._unit_at(node - len(self.inputs)))
            self._complements[node] = self._add(unit, label)
        return self._complements[node]

    def _unit_at(self, number: int) -> Unit:
        a, b = self._first[number], self._second[number]
        if a < 0:
            return self._others[b]
        weights = 1 - 2 * (a & 1), 1 - 2 * (b & 1)
        return ((a >> 1) - 1, (b >> 1) - 1), weights, self._least[number] - (a & 1) - (b & 1)

    def _needed(
        self,
        ends: Sequence[int],
        starts: NDArray[np.int64],
        sizes: NDArray[np.int64],
        nodes: NDArray[np.int64],
    ) -> NDArray[np.int64]:
        """The numbers of the units that the nodes `ends` depend on, in order."""
        n, size = len(self.inputs), len(self._depth)
        readers = np.bincount(nodes, minlength=size) + np.bincount(ends, minlength=size)
        unread = np.flatnonzero(readers[n:] == 0)
        while len(unread):
            read = nodes[_ranges(starts[unread], sizes[unread])]
            np.subtract.at(readers, read, 1)
            read = np.unique(read[read >= n])
            unread = read[readers[read] == 0] - n
        return np.flatnonzero(readers[n:])


def _ranges(starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers from each start on, as many as its size says, one after another."""
    ends = np.cumsum(sizes)
    return np.repeat(starts - ends + sizes, sizes) + np.arange(sizes.sum())


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
